import { describe, expect, it } from "vitest";
import type { Load } from "../../src/scenario/scenario.ts";
import { runInVirtualTime } from "./in-virtual-time.ts";

const constant = (ratePerSec: number): Load => ({ kind: "open", arrivals: { kind: "constant", ratePerSec } });
const poisson = (ratePerSec: number): Load => ({ kind: "open", arrivals: { kind: "poisson", ratePerSec } });
const reasons = ({ verdict }: ReturnType<typeof runInVirtualTime>) => verdict.reasons.map(({ code }) => code);

/** A server that never lets a request wait. */
const servers = 2000;
const ANSWER_MS = 4000;

describe("a server whose every answer takes 4 s, asked at a rate that it bears", () => {
  it.each([0, 3000, 10_000])("answers at the rate of the requests, with a warm-up of %i ms", (warmupMs) => {
    for (const measureMs of [1000, 3000, 8000, 20_000]) {
      for (const load of [constant(20), poisson(20)]) {
        const result = runInVirtualTime(load, ANSWER_MS, { servers, warmupMs, measureMs });
        const { offeredPerSec, achievedPerSec, inferencesPerSec } = result.load;
        expect(reasons(result)).toEqual([]);
        expect(achievedPerSec).toBeCloseTo(offeredPerSec ?? 0, 9);
        expect(inferencesPerSec).toBeCloseTo(offeredPerSec ?? 0, 9);
        expect(result.cost.perMillionRequests).toBeCloseTo((0.8 / 3600 / (offeredPerSec ?? 0)) * 1e6, 6);
      }
    }
  });

  it("is not overloaded by what is under way at all times, however short the run is", () => {
    for (const [warmupMs, answerMs] of [
      [9000, 8000],
      [0, 8000],
      [0, 9500],
      [3000, 30_000],
    ] as const) {
      const result = runInVirtualTime(constant(20), answerMs, { servers, warmupMs, measureMs: 10_000 });
      expect(reasons(result)).toEqual([]);
      expect(result.load.achievedPerSec).toBeCloseTo(20, 9);
    }
  });

  it("counts only what was answered ok, as a share of what was offered", () => {
    const result = runInVirtualTime(constant(20), ANSWER_MS, {
      servers,
      warmupMs: 0,
      measureMs: 10_000,
      outcomeAt: (endedMs) => (endedMs % 400 < 100 ? "error" : "ok"),
    });
    const { requests, load } = result;
    expect(requests.failed).toBeGreaterThan(0);
    expect((load.achievedPerSec ?? 0) / (load.offeredPerSec ?? 0)).toBeCloseTo(
      requests.ok / requests.scheduled,
      9,
    );
  });
});

describe("a server that is asked more than it can do", () => {
  it.each([
    ["20/s of 10/s", 20, 100],
    ["100/s of 50/s", 100, 20],
    ["2/s of 1/s", 2, 1000],
  ])(
    "achieves what it can do and no more, although it answers everything in the end: %s",
    (_, ratePerSec, serviceMs) => {
      for (const warmupMs of [0, 3000, 10_000]) {
        for (const load of [constant(ratePerSec), poisson(ratePerSec)]) {
          const { load: shown } = runInVirtualTime(load, serviceMs, { warmupMs });
          expect(shown.achievedPerSec).toBeLessThanOrEqual((1000 / serviceMs) * 1.0001 + 0.2);
          expect(shown.achievedPerSec).toBeGreaterThan((1000 / serviceMs) * 0.9);
        }
      }
    },
  );

  it.each([1.2, 1.5, 2, 4])("is overloaded at %d times what it can do, whatever the warm-up", (times) => {
    for (const warmupMs of [0, 3000, 10_000]) {
      const result = runInVirtualTime(poisson(100 * times), 10, { warmupMs, measureMs: 20_000 });
      expect(reasons(result)).toContain("overloaded");
    }
  });
});

describe("users who each wait for their answer", () => {
  it.each([0, 3000, 10_000])(
    "are answered at their number over the time of an answer, with a warm-up of %i ms",
    (warmupMs) => {
      for (const measureMs of [1000, 3000, 8000, 10_000, 20_000]) {
        const result = runInVirtualTime({ kind: "closed", concurrency: 6 }, ANSWER_MS, {
          servers,
          warmupMs,
          measureMs,
        });
        expect(result.load.achievedPerSec).toBeCloseTo(6 / 4, 9);
      }
    },
  );

  it("and one after the other, where the server takes one at a time", () => {
    const { load } = runInVirtualTime({ kind: "closed", concurrency: 4 }, 1000, {
      warmupMs: 5000,
      measureMs: 10_000,
    });
    expect(load.achievedPerSec).toBeCloseTo(1, 6);
  });
});
