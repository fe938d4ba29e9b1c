import { expect, test } from "vitest";
import { partialSentence } from "../../../src/report/run/partial-sentence.ts";
import { runVerdict } from "../../../src/report/run/run-verdict.ts";
import { renderRunSummary } from "../../../src/report/run/text.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { overSeeds, type SeedOutcome, seedOutcome } from "../../../src/simulator/over-seeds.ts";
import { goodRun, scaled } from "./fixture.ts";

/** The good run as if it had been simulated under three seeds of those that were asked for, each changed as said. */
function simulated(asked: number, change: (outcome: SeedOutcome, index: number) => SeedOutcome): RunResult {
  const run = scaled(goodRun());
  const outcomes = [0, 1, 2].map((index) => change({ ...seedOutcome(run), seed: run.seed + index }, index));
  const simulation = run.simulation as NonNullable<RunResult["simulation"]>;
  return { ...run, partial: asked > 3, simulation: { ...simulation, seeds: overSeeds(outcomes, asked) } };
}

const summary = (run: RunResult) => renderRunSummary(run, { colour: false });

test("the summary has each figure over the seeds, within 100 columns", () => {
  const text = summary(
    simulated(3, (outcome, index) => ({ ...outcome, figures: { ...outcome.figures, p99Ms: 20 + index } })),
  );
  expect(text).toMatch(/response p99, ms +21.0 +18.5 to 23.5 +20.0 to 22.0/);
  for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
});

test("a simulation is as good as under the worst of its seeds, and says which", () => {
  const missing = simulated(3, (outcome, index) => ({
    ...outcome,
    objectives: outcome.objectives.map((one) => ({ ...one, holds: index !== 1 })),
  }));
  expect(runVerdict(simulated(3, (outcome) => outcome))).toMatchObject({ word: "VALID" });
  expect(runVerdict(missing)).toMatchObject({ word: "OBJECTIVE MISSED", good: false });
  expect(summary(missing)).toContain("misses under 1 of 3 seeds");
  const invalid = simulated(3, (outcome, index) => ({ ...outcome, valid: index !== 2 }));
  expect(runVerdict(invalid)).toMatchObject({ word: "INVALID", good: false });
  expect(summary(invalid)).toContain(`INVALID (${invalid.seed + 2})`);
});

test("one that was broken off says how many seeds came to their end", () => {
  expect(partialSentence(simulated(8, (outcome) => outcome))).toMatch(
    /^it was broken off when 3 of its 8 seeds were simulated; /,
  );
  expect(partialSentence(simulated(3, (outcome) => outcome))).toBeNull();
});
