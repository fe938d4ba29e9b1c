import { expect, test } from "vitest";
import type { RunResult } from "../../src/result/run-result.ts";
import { overSeeds, type SeedOutcome } from "../../src/simulator/over-seeds.ts";
import { seedsVerdict } from "../../src/simulator/seeds-verdict.ts";

const outcome = (
  seed: number,
  p99Ms: number | null,
  holds: boolean | null = true,
  valid = true,
): SeedOutcome => ({
  seed,
  scheduleSha256: `${seed}`,
  valid,
  figures: { p99Ms },
  objectives: [{ objective: "p99<=9ms", implied: false, ofScenario: false, holds }],
});

type Simulation = NonNullable<RunResult["simulation"]>;

const simulationOf = (seeds: Simulation["seeds"]): { simulation: Simulation } => ({
  simulation: {
    ...{ service: "", basis: "stated", note: "", events: 0 },
    ...{ scaling: null, spot: null, comparison: null, resent: null, seeds, gateways: [], priorities: null },
  },
});

const rowOf = (outcomes: SeedOutcome[], figure = "p99Ms") =>
  overSeeds(outcomes, outcomes.length).rows.find((row) => row.figure === figure);

test("the interval of the mean is Student's: of 4, 6 and 8, with 4.3027 times 2 over the root of 3", () => {
  const row = rowOf([outcome(1, 4), outcome(2, 6), outcome(3, 8)]);
  expect(row).toMatchObject({ mean: 6, least: 4, most: 8, seeds: 3 });
  expect(row?.low).toBeCloseTo(6 - (4.302653 * 2) / Math.sqrt(3), 4);
  expect(row?.high).toBeCloseTo(6 + (4.302653 * 2) / Math.sqrt(3), 4);
});

test("an interval does not go below 0, and one seed has none", () => {
  expect(rowOf([outcome(1, 0), outcome(2, 1)])).toMatchObject({ mean: 0.5, low: 0 });
  expect(rowOf([outcome(1, 4)])).toMatchObject({ mean: 4, low: null, high: null, seeds: 1 });
});

test("a seed without the figure is left out, and a figure that none has is absent", () => {
  expect(rowOf([outcome(1, 4), outcome(2, null)])).toMatchObject({ mean: 4, seeds: 1, low: null });
  expect(rowOf([outcome(1, 4)], "queueMs")).toMatchObject({ mean: null, least: null, seeds: 0 });
});

test("an objective is counted seed by seed; any seed that misses or is INVALID speaks against it", () => {
  const outcomes = [outcome(5, 4), outcome(6, 9, false), outcome(7, 9, null, false), outcome(8, 8, null)];
  const seeds = overSeeds(outcomes, 6);
  expect(seeds).toMatchObject({ asked: 6, finished: [5, 6, 7, 8], invalid: [7] });
  expect(seeds.objectives).toMatchObject([{ objective: "p99<=9ms", holds: 1, misses: 1, notShown: 2 }]);
  const verdict = seedsVerdict(simulationOf(seeds));
  expect(verdict).toMatchObject({ invalid: [7], missed: [{ misses: 1 }], open: [] });
  expect(seedsVerdict({ simulation: null })).toEqual({ invalid: [], missed: [], open: [] });
});
