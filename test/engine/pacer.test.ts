import { expect, test } from "vitest";
import { Pacer } from "../../src/engine/pacer.ts";
import { monotonicClock } from "../../src/host/monotonic-clock.ts";

test("the pacer calls once for each moment, and never early", async () => {
  let due: () => void = () => {};
  const pacer = new Pacer(monotonicClock, () => due());
  await pacer.ready();
  const earlyMs: number[] = [];
  for (const gapMs of [0, 0.05, 0.2, 0.31, 0.5, 1, 3, 12, 2.7, 0.4]) {
    const dueMs = monotonicClock.nowMs() + gapMs;
    await new Promise<void>((resolve) => {
      due = resolve;
      pacer.wakeAt(dueMs);
    });
    earlyMs.push(dueMs - monotonicClock.nowMs());
  }
  expect(earlyMs.filter((early) => early > 0)).toEqual([]);
  pacer.close();
});

test("a new moment replaces the one before", async () => {
  let calls = 0;
  const pacer = new Pacer(monotonicClock, () => calls++);
  await pacer.ready();
  const startMs = monotonicClock.nowMs();
  pacer.wakeAt(startMs + 5);
  pacer.wakeAt(startMs + 60);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(calls).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(calls).toBe(1);
  pacer.close();
});
