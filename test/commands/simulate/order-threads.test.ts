import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { OrderThreads } from "../../../src/commands/simulate/order-threads.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-threads-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const started: OrderThreads<string, string>[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((threads) => threads.close()));
});

/** Threads that answer `echo X` with X, refuse `refuse`, and end on `exit` or `throw`; on `wait` they say nothing for ever. */
function threadsOf(
  threads: number,
  interrupted = new AbortController().signal,
): OrderThreads<string, string> {
  const file = join(folder, "worker.mjs");
  writeFileSync(
    file,
    `import { parentPort } from "node:worker_threads";
parentPort.on("message", (order) => {
  if (order === "exit") process.exit(0);
  if (order === "throw") throw new Error("thrown in a thread");
  if (order === "refuse") parentPort.postMessage({ kind: "refused", exitCode: 2, message: "no", fix: "else" });
  else if (order !== "wait") parentPort.postMessage({ kind: "done", outcome: order.slice(5) });
});
`,
  );
  const all = new OrderThreads<string, string>({
    entry: pathToFileURL(file),
    workerData: {},
    threads,
    interrupted,
  });
  started.push(all);
  return all;
}

describe("threads that carry out orders", () => {
  it("take the next order as soon as they are free", async () => {
    const threads = threadsOf(2);
    const orders = Array.from({ length: 9 }, (_, index) => `echo ${index}`);
    expect(await Promise.all(orders.map((order) => threads.carryOut(order)))).toEqual(
      orders.map((order) => order.slice(5)),
    );
  });

  it("hand back an error of the user's, and go on", async () => {
    const threads = threadsOf(1);
    await expect(threads.carryOut("refuse")).rejects.toMatchObject({
      exitCode: 2,
      message: "no",
      fix: "else",
    });
    expect(await threads.carryOut("echo again")).toBe("again");
  });

  it.each([
    ["exit", /ended early/],
    ["throw", /thrown in a thread/],
  ])("end every order with an error where one does %s, and nobody waits for ever", async (order, why) => {
    const threads = threadsOf(1);
    const orders = [order, "echo later", "wait"].map((one) => threads.carryOut(one));
    for (const one of orders) await expect(one).rejects.toThrow(why);
    await expect(threads.carryOut("echo too late")).rejects.toThrow(why);
  });

  it("give up when they are interrupted, and what was not begun can be forgotten", async () => {
    const abort = new AbortController();
    const threads = threadsOf(1, abort.signal);
    const begun = threads.carryOut("wait");
    const waiting = threads.carryOut("echo 1");
    threads.forgetWaiting();
    expect(await waiting).toBeNull();
    abort.abort();
    expect(await begun).toBeNull();
    expect(await threads.carryOut("echo 2")).toBeNull();
  });

  it("give up what is not done when they are closed", async () => {
    const threads = threadsOf(1);
    const begun = threads.carryOut("wait");
    await threads.close();
    expect(await begun).toBeNull();
  });
});
