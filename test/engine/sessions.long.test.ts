import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plimsoll, readResult, tempFolder } from "../e2e/plimsoll.ts";
import { httpServer } from "../e2e/targets.ts";

const CHAT = {
  name: "chat",
  description: "People who talk with a server.",
  load: {
    kind: "sessions",
    arrivals: { kind: "poisson", ratePerSec: 15 },
    turns: { mean: 4 },
    thinkMs: { mean: 200, cv: 1 },
  },
  phases: { warmupMs: 1000, measureMs: 4000 },
};

async function chat(serviceMs: number) {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "chat.json"), JSON.stringify(CHAT));
  const url = await httpServer((_, response) => setTimeout(() => response.end("ok"), serviceMs));
  await plimsoll(
    ["run", "chat.json", "--target", "http-json", "--url", url, "--workers", "2", "--out", "out"],
    cwd,
  );
  return readResult(join(cwd, "out"));
}

test("sessions send several requests each, and every one of them is counted", async () => {
  const result = await chat(20);
  const { requests, load, burst, windows, schedule } = result;
  expect(load.kind).toBe("sessions");
  expect(load.plannedPerSec).toBe(60);
  expect(requests.ok).toBe(requests.scheduled);
  expect(requests.scheduled).toBeGreaterThan(1.5 * (schedule.requests - schedule.warmupRequests));
  expect(burst.sent.arrivals).toBe(requests.sent);
  const offered = windows
    .filter(({ phase }) => phase !== "warmup")
    .reduce((sum, row) => sum + row.offered, 0);
  expect(offered).toBeGreaterThanOrEqual(requests.scheduled);
});

test("a slow server is asked less: later turns wait for answers", async () => {
  const fast = await chat(20);
  const slow = await chat(1500);
  expect(slow.schedule.sha256).toBe(fast.schedule.sha256);
  expect(slow.requests.scheduled).toBeLessThan(0.8 * fast.requests.scheduled);
});
