import { largest, smallest } from "../core/extremes.ts";
import type { RunResult } from "../result/run-result.ts";
import { studentT975 } from "../stats/student-t.ts";
import { JUDGED_FIGURES, type JudgedValues, judgedValues } from "./judged-figures.ts";

/** What is kept of the simulation under one seed: plain data of a few kilobytes, whatever its length is. */
export interface SeedOutcome {
  readonly seed: number;
  readonly scheduleSha256: string;
  readonly valid: boolean;
  readonly figures: JudgedValues;
  readonly objectives: readonly Pick<
    RunResult["slo"][number],
    "objective" | "implied" | "ofScenario" | "holds"
  >[];
}

/** Keeps of a simulated run what is told over several seeds. */
export function seedOutcome(run: RunResult): SeedOutcome {
  return {
    seed: run.seed,
    scheduleSha256: run.schedule.sha256,
    valid: run.verdict.valid,
    figures: judgedValues(run),
    objectives: run.slo.map(({ objective, implied, ofScenario, holds }) => ({
      objective,
      implied,
      ofScenario,
      holds,
    })),
  };
}

type Seeds = NonNullable<NonNullable<RunResult["simulation"]>["seeds"]>;

/** Summarises the same simulation under several seeds. @param asked number of seeds, of which some may not have come to their end */
export function overSeeds(outcomes: readonly SeedOutcome[], asked: number): Seeds {
  return {
    asked,
    finished: outcomes.map(({ seed }) => seed),
    invalid: outcomes.filter(({ valid }) => !valid).map(({ seed }) => seed),
    rows: JUDGED_FIGURES.map(({ figure, title, unit }) => ({
      figure,
      title,
      unit,
      ...spreadOf(outcomes.flatMap(({ figures }) => figures[figure] ?? [])),
    })),
    objectives: (outcomes[0]?.objectives ?? []).map(({ holds: _, ...objective }, index) => {
      const answers = outcomes.map(({ objectives }) => objectives[index]?.holds ?? null);
      const count = (wanted: boolean) => answers.filter((answer) => answer === wanted).length;
      const [holds, misses] = [count(true), count(false)];
      return { ...objective, holds, misses, notShown: answers.length - holds - misses };
    }),
  };
}

/** The mean of values with its 95 % interval, by Student's t: seeds are independent, and the figures of long runs nearly normal. */
function spreadOf(values: readonly number[]) {
  const seeds = values.length;
  if (seeds === 0) return { mean: null, low: null, high: null, least: null, most: null, seeds };
  const mean = values.reduce((sum, value) => sum + value, 0) / seeds;
  const ends = { mean, least: smallest(values), most: largest(values), seeds };
  if (seeds === 1) return { ...ends, low: null, high: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seeds - 1);
  const half = studentT975(seeds - 1) * Math.sqrt(variance / seeds);
  return { ...ends, low: Math.max(0, mean - half), high: mean + half };
}
