import { expect, it } from "vitest";
import { startArrivals } from "../../src/arrivals/index.ts";
import { createRng } from "../../src/core/rng.ts";
import { BurstAccumulator } from "../../src/stats/burst.ts";
import { poissonAbove } from "../../src/stats/poisson-tail.ts";

/** P(N > limit) by the definition: one less the terms up to it. */
function naive(mean: number, limit: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= limit; k++) {
    term *= mean / k;
    sum += term;
  }
  return 1 - sum;
}

it.each([
  [1, 0.0803],
  [5, 0.0137],
  [20, 0.0000141],
])(
  "of %d requests in a window, Poisson's has more than twice as many in a share of %d of them",
  (mean, share) => {
    expect(poissonAbove(mean, 2 * mean)).toBeCloseTo(share, 4);
    expect(poissonAbove(mean, 2 * mean)).toBeCloseTo(naive(mean, 2 * mean), 12);
  },
);

it("is 0 where no double could tell it, and below 1 for hardly any requests", () => {
  expect(poissonAbove(1e6, 2e6)).toBe(0);
  expect(poissonAbove(1e-3, 2e-3)).toBeCloseTo(1e-3, 5);
});

it.each([1, 3, 9])(
  "stands beside the time above twice the mean, which is no more than it at %d Poisson requests a second",
  (ratePerSec) => {
    const next = startArrivals({ kind: "poisson", ratePerSec }, createRng(5, "arrivals"), {
      horizonMs: 1e7,
      traces: {},
    });
    const burst = new BurstAccumulator();
    for (let atMs = next(); atMs < 1e7; atMs = next()) burst.add(atMs);
    const { timeAboveTwiceMean, timeAboveTwiceMeanPoisson } = burst.finish();
    const windows = 10_000;
    const expected = timeAboveTwiceMeanPoisson ?? Number.NaN;
    // The mean of the windows is not quite the rate: a whole limit may lie on either side of it.
    expect(Math.abs((timeAboveTwiceMean ?? Number.NaN) - expected)).toBeLessThan(
      5 * Math.sqrt(expected / windows),
    );
  },
);
