import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type OwnRequests,
  type StatisticsReading,
  serverStatistics,
} from "../../src/stats/server-statistics.ts";
import type { ModelStatistics } from "../../src/wire/oip/statistics.ts";

const total = (count: number, ms = 0) => ({ count, ns: ms * 1e6 });
const NOTHING: ModelStatistics = {
  inferenceCount: 0,
  executionCount: 0,
  success: total(0),
  fail: total(0),
  queue: total(0),
  computeInput: total(0),
  computeInfer: total(0),
  computeOutput: total(0),
};
const counted = (changes: Partial<ModelStatistics>, lateMs = 0): StatisticsReading => ({
  statistics: { ...NOTHING, ...changes },
  absent: null,
  lateMs,
});
const OWN: OwnRequests = { answered: 100, failed: 0, maxInFlight: 0, answeredPerSec: 100 };

describe("what happened between two readings", () => {
  it("is the difference, per request and per run of the model", () => {
    const before = counted({
      inferenceCount: 1000,
      executionCount: 900,
      success: total(1000),
      fail: total(7),
      queue: total(1000, 5000),
      computeInput: total(1000, 10),
      computeInfer: total(1000, 2000),
      computeOutput: total(1000, 20),
    });
    const after = counted({
      inferenceCount: 1200,
      executionCount: 950,
      success: total(1100),
      fail: total(9),
      queue: total(1100, 5300),
      computeInput: total(1100, 11),
      computeInfer: total(1100, 2450),
      computeOutput: total(1100, 22),
    });
    expect(serverStatistics({ before, after }, OWN)).toEqual({
      serverStatistics: {
        requests: 100,
        failed: 2,
        executions: 50,
        meanBatch: 4,
        queueMs: 3,
        computeInputMs: expect.closeTo(0.01, 9),
        computeInferMs: 4.5,
        computeOutputMs: expect.closeTo(0.02, 9),
        unexplained: 0,
      },
      serverStatisticsAbsent: null,
    });
  });

  it("has no means where nothing happened", () => {
    const { serverStatistics: found } = serverStatistics(
      { before: counted({}), after: counted({}) },
      { ...OWN, answered: 0 },
    );
    expect(found).toMatchObject({ requests: 0, meanBatch: null, queueMs: null, computeInferMs: null });
  });

  it("is not known when a total fell, and why", () => {
    const some = counted({ success: total(5), fail: total(5), executionCount: 5, inferenceCount: 5 });
    for (const fallen of [
      { success: total(4) },
      { fail: total(4) },
      { executionCount: 4 },
      { inferenceCount: 4 },
    ]) {
      const after = counted({ ...some.statistics, ...fallen });
      expect(serverStatistics({ before: some, after }, OWN)).toMatchObject({
        serverStatistics: null,
        serverStatisticsAbsent: expect.stringMatching(/its counters fell/),
      });
    }
  });

  it("is not known when a reading is not, for its reason", () => {
    const failed = { statistics: null, absent: "403 and restricted", lateMs: 1 };
    for (const readings of [
      { before: failed, after: counted({}) },
      { before: counted({}), after: failed },
    ])
      expect(serverStatistics(readings, OWN)).toEqual({
        serverStatistics: null,
        serverStatisticsAbsent: "403 and restricted",
      });
    expect(serverStatistics(null, OWN)).toEqual({ serverStatistics: null, serverStatisticsAbsent: null });
  });
});

describe("whose requests they were", () => {
  const amount = fc.nat({ max: 10_000 });
  const own = fc.record({ answered: amount, failed: amount, maxInFlight: amount, answeredPerSec: amount });
  const unexplained = (requests: number, of: OwnRequests, lateMs: number) =>
    serverStatistics({ before: counted({}), after: counted({ success: total(requests) }, lateMs) }, of)
      .serverStatistics?.unexplained;

  it("is explained up to failures, requests in flight and late readings, and the rest is told", () => {
    fc.assert(
      fc.property(own, amount, fc.nat({ max: 500 }), (mine, requests, lateMs) => {
        const slack = mine.maxInFlight + Math.ceil((mine.answeredPerSec * lateMs) / 1000);
        const most = mine.answered + mine.failed + slack;
        const fewest = Math.max(0, mine.answered - slack);
        const found = unexplained(requests, mine, lateMs) ?? Number.NaN;
        expect(found === 0).toBe(requests >= fewest && requests <= most);
        // Without what is not explained, the two agree.
        expect(requests - found).toBeGreaterThanOrEqual(fewest);
        expect(requests - found).toBeLessThanOrEqual(most);
      }),
    );
  });

  it.each([
    [100, 0],
    [103, 3],
    [250, 150],
    [40, -60],
  ])("a server that counted %i of 100 leaves %i", (requests, left) => {
    expect(unexplained(requests, OWN, 0)).toBe(left);
  });
});
