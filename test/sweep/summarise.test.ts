import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Histogram } from "../../src/stats/histogram.ts";
import { timesOfHistogram } from "../../src/sweep/pooled-times.ts";
import { summarisePoints } from "../../src/sweep/summarise.ts";
import { measure } from "./findings.ts";

const objective = {
  objective: "p95<=50ms",
  scheduled: 1000,
  share: 0.95,
  margin: null,
  worth: null,
  answer: null,
};

/** The takes of one point: each with its p95 and how many of 1000 requests took at most 50 ms. */
const takesOf = (takes: readonly (readonly [number, number])[]) =>
  takes.map(([p95, within], take) =>
    measure(
      { batch: "1" },
      {
        id: String(take),
        take,
        scheduled: 1000,
        latencyMs: { mean: 20, p50: 20, p90: 28, p95, p99: 60 },
        objectives: [{ ...objective, within, holds: within >= 950 }],
      },
    ),
  );

describe("the takes of a point", () => {
  it("are pooled: the figure that is shown is the one that decides, where two of three takes miss the limit", () => {
    const [point] = summarisePoints(
      takesOf([
        [30, 1000],
        [52, 945],
        [53, 940],
      ]),
      10_000,
    );
    expect(point?.holds).toBe(true);
    expect(point?.objectives).toMatchObject([
      { objective: "p95<=50ms", within: 2885, scheduled: 3000, share: 0.95, holds: true },
    ]);
    // The median of the takes' p95 is 52 ms, beyond the limit that the requests of all takes together keep.
    expect(point?.latencyMs.p95).toBeLessThanOrEqual(50);
  });

  it("that miss together are shown beyond the limit, though two of three keep it", () => {
    const [point] = summarisePoints(
      takesOf([
        [49, 955],
        [49.5, 952],
        [90, 700],
      ]),
      10_000,
    );
    expect(point?.holds).toBe(false);
    expect(point?.latencyMs.p95).toBeGreaterThan(50);
  });

  it("have the percentiles of all their requests, where their histograms are known", () => {
    const latencies = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), {
      minLength: 100,
      maxLength: 300,
    });
    fc.assert(
      fc.property(fc.array(latencies, { minLength: 2, maxLength: 4 }), (runs) => {
        const all = new Histogram();
        const histograms = runs.map((run) => {
          const own = new Histogram();
          for (const ms of run) {
            own.recordMs(ms);
            all.recordMs(ms);
          }
          return own.encode();
        });
        const takes = runs.map(({ length }, take) =>
          measure({ batch: "1" }, { id: String(take), take, scheduled: length }),
        );
        const [point] = summarisePoints(takes, 10_000, ({ id, scheduled }) =>
          timesOfHistogram(histograms[Number(id)] ?? "", scheduled ?? 0),
        );
        for (const [key, percentile] of [
          ["p50", 50],
          ["p90", 90],
          ["p95", 95],
        ] as const) {
          const rank = Math.ceil((percentile * all.count) / 100);
          const expected = all.percentileMs((100 * (rank - 0.5)) / all.count);
          expect(point?.latencyMs[key]).toBeCloseTo(expected, 6);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("share their failures by their requests: a take of 100 counts less than one of 900", () => {
    const [point] = summarisePoints(
      [
        measure({ batch: "1" }, { take: 0, scheduled: 100, failedShare: 0.5 }),
        measure({ batch: "1" }, { take: 1, scheduled: 900, failedShare: 0 }),
      ],
      10_000,
    );
    expect(point?.failedShare).toBeCloseTo(0.05);
  });
});
