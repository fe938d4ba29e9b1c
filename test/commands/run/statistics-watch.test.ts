import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { StatisticsWatch } from "../../../src/commands/run/statistics-watch.ts";
import { targetError } from "../../../src/core/errors.ts";
import { monotonicClock } from "../../../src/host/monotonic-clock.ts";
import type { ModelStatistics } from "../../../src/wire/oip/statistics.ts";

const NONE = { count: 0, ns: 0 };
const statisticsOf = (executionCount: number): ModelStatistics => ({
  inferenceCount: 0,
  executionCount,
  success: NONE,
  fail: NONE,
  queue: NONE,
  computeInput: NONE,
  computeInfer: NONE,
  computeOutput: NONE,
});

/** A server whose count tells how often it was asked. */
function counting() {
  let asked = 0;
  return async () => statisticsOf(++asked);
}

/** Long enough for timers that are due now, on a machine that is not stuck. */
const ALL_DUE_MS = 100;
const LATER_MS = 3_600_000;

it("reads at the beginning and at the end, not once more when the last answers are there", async () => {
  const watch = new StatisticsWatch(counting(), monotonicClock);
  const nowMs = monotonicClock.nowMs();
  watch.start(nowMs, nowMs + 10);
  await sleep(ALL_DUE_MS);
  const readings = await watch.finish();
  expect(readings?.before.statistics?.executionCount).toBe(1);
  expect(readings?.after.statistics?.executionCount).toBe(2);
});

it("reads at once when the load is stopped before its end", async () => {
  const watch = new StatisticsWatch(counting(), monotonicClock);
  const nowMs = monotonicClock.nowMs();
  watch.start(nowMs, nowMs + LATER_MS);
  await sleep(ALL_DUE_MS);
  const readings = await watch.finish();
  expect(readings?.after.statistics?.executionCount).toBe(2);
  expect(readings?.after.lateMs).toBeLessThan(LATER_MS / 2);
});

it("has nothing to say where the measured part was not reached, or the protocol has no statistics", async () => {
  const early = new StatisticsWatch(counting(), monotonicClock);
  early.start(monotonicClock.nowMs() + LATER_MS, monotonicClock.nowMs() + 2 * LATER_MS);
  expect(await early.finish()).toBeNull();
  const dumb = new StatisticsWatch(null, monotonicClock);
  dumb.start(monotonicClock.nowMs(), monotonicClock.nowMs());
  await sleep(1);
  expect(await dumb.finish()).toBeNull();
});

it("tells why a reading failed, and fails nothing", async () => {
  const answers = [() => Promise.reject(targetError("answered 403")), async () => null];
  const watch = new StatisticsWatch(() => (answers.shift() as () => Promise<null>)(), monotonicClock);
  const nowMs = monotonicClock.nowMs();
  watch.start(nowMs, nowMs);
  await sleep(ALL_DUE_MS);
  expect(await watch.finish()).toMatchObject({
    before: { statistics: null, absent: "answered 403" },
    after: { statistics: null, absent: "the server has no statistics" },
  });
});
