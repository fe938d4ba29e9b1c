import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WindowThreads } from "../../../src/commands/plan/window-threads.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-threads-"));
  writeFileSync(
    join(folder, "worker.mjs"),
    `import { parentPort } from "node:worker_threads";
parentPort.on("message", (order) => {
  if (order === "exit") process.exit(0);
  if (order === "throw") throw new Error("thrown in a thread");
  if (order !== "wait") parentPort.postMessage({ kind: "done", outcome: order });
});
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const started: WindowThreads<string, string>[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((threads) => threads.close()));
});

/** Threads that answer with the order, end on `exit` or `throw`, and say nothing for ever on `wait`. */
function threadsOf(
  threads: number,
  interrupted = new AbortController().signal,
): WindowThreads<string, string> {
  const file = pathToFileURL(join(folder, "worker.mjs")).href;
  const all = new WindowThreads<string, string>(threads, { cwd: folder, interrupted }, file);
  started.push(all);
  return all;
}

describe("threads that simulate windows", () => {
  it("take the next order as soon as they are free", async () => {
    const threads = threadsOf(2);
    const orders = Array.from({ length: 9 }, (_, index) => `${index}`);
    expect(await Promise.all(orders.map((order) => threads.simulate(order)))).toEqual(orders);
  });

  it.each([
    ["exit", /ended early/],
    ["throw", /thrown in a thread/],
  ])("end every order with an error where one does %s, and nobody waits for ever", async (order, why) => {
    const threads = threadsOf(1);
    const orders = [order, "later", "wait"].map((one) => threads.simulate(one));
    const settled = await Promise.allSettled(orders);
    for (const one of settled) expect(String("reason" in one ? one.reason : one.value)).toMatch(why);
    await expect(threads.simulate("too late")).rejects.toThrow(why);
  });

  it("give up when they are interrupted, and what was not begun can be forgotten", async () => {
    const abort = new AbortController();
    const threads = threadsOf(1, abort.signal);
    const begun = threads.simulate("wait");
    const waiting = threads.simulate("1");
    threads.forgetWaiting();
    expect(await waiting).toBeNull();
    abort.abort();
    expect(await begun).toBeNull();
    expect(await threads.simulate("2")).toBeNull();
  });
});
