import { describe, expect, it } from "vitest";
import { createRng, normal } from "../../../src/core/rng.ts";
import { runSpread, tooClose } from "../../../src/sweep/findings/spread.ts";
import { measure, summary } from "../findings.ts";

const rng = createRng(1, "spread");
const noisy = (mean: number) => mean * Math.exp(0.07 * normal(rng));
const at = (batch: number, inferencesPerSec: number, changes = {}) =>
  measure({ batch: String(batch) }, { inferencesPerSec, ...changes });
const candidate = (score: number, takes = 1) => ({ summary: summary({}, { takes }), score });

describe("the spread of runs", () => {
  it("is that within points, however far the points are from each other", () => {
    const measures = Array.from({ length: 300 }, (_, batch) =>
      [1, 2, 3].map(() => at(batch, noisy(10 ** (batch % 5)))),
    );
    const { deviation, freedom } = runSpread("throughput", measures.flat());
    expect(freedom).toBe(600);
    // Of 600 degrees of freedom: four standard errors, of 3 % each.
    expect(deviation).toBeGreaterThan(0.062);
    expect(deviation).toBeLessThan(0.078);
  });

  it("leaves out runs that were not valid, and probes", () => {
    const measures = [at(1, 100), at(1, 100), at(1, 900, { valid: false }), at(1, 900, { durationMs: 2000 })];
    expect(runSpread("throughput", measures)).toEqual({ deviation: 0, freedom: 1 });
  });

  it("is assumed where nothing was measured twice", () => {
    const assumed = { deviation: 0.05, freedom: Number.POSITIVE_INFINITY };
    expect(runSpread("throughput", [at(1, 100), at(2, 100)])).toEqual(assumed);
    expect(runSpread("cheapest", [])).toEqual(assumed);
  });
});

describe("two points", () => {
  const assumed = { deviation: 0.05, freedom: Number.POSITIVE_INFINITY };

  it("of one run each are too close at 13 %, and told apart at 16 %", () => {
    expect(tooClose(candidate(1.13), candidate(1), assumed)).toBe(true);
    expect(tooClose(candidate(1), candidate(1.13), assumed)).toBe(true);
    expect(tooClose(candidate(1.16), candidate(1), assumed)).toBe(false);
  });

  it("are told apart better by more takes, and worse where the spread is known from few", () => {
    expect(tooClose(candidate(1.06, 4), candidate(1, 4), assumed)).toBe(true);
    expect(tooClose(candidate(1.08, 4), candidate(1, 4), assumed)).toBe(false);
    expect(tooClose(candidate(1.8), candidate(1), { deviation: 0.05, freedom: 1 })).toBe(true);
  });
});
