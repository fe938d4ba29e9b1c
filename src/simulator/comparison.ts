import { largest, smallest } from "../core/extremes.ts";
import type { RunResult } from "../result/run-result.ts";
import { median } from "../stats/median.ts";
import { JUDGED_FIGURES, type JudgedValues, judgedValues } from "./judged-figures.ts";

/** A measured run, and what was simulated of the same traffic. */
export interface ComparedPair {
  readonly measured: RunResult;
  readonly simulated: {
    readonly scheduleSha256: string;
    readonly figures: JudgedValues;
  };
}

type Comparison = NonNullable<NonNullable<RunResult["simulation"]>["comparison"]>;
/** Lays simulated runs beside measured ones, figure by figure. */
export function compareWithMeasured(pairs: readonly ComparedPair[]): Comparison {
  const values = pairs.map(({ measured, simulated }) => ({
    was: judgedValues(measured),
    is: simulated.figures,
  }));
  return {
    runs: pairs.map(({ measured, simulated }) => ({
      startedAt: measured.startedAt,
      server: measured.target.server,
      seed: measured.seed,
      valid: measured.verdict.valid,
      sameSchedule: measured.schedule.sha256 === simulated.scheduleSha256,
    })),
    rows: JUDGED_FIGURES.map(({ figure, title, unit }) => {
      const both = values.flatMap((pair) => {
        const [was, is] = [pair.was[figure], pair.is[figure]];
        return was === null || was === undefined || is === null || is === undefined ? [] : [{ was, is }];
      });
      const measured = both.map(({ was }) => was);
      const middle = median(measured);
      const errors = both.flatMap(({ was, is }) => (was === 0 ? [] : [(is - was) / was]));
      const range = largest(measured, 0) - smallest(measured);
      return {
        figure,
        title,
        unit,
        measured: middle,
        simulated: median(both.map(({ is }) => is)),
        error: median(errors),
        spread: both.length < 2 || !middle ? null : range / middle,
        pairs: both.length,
      };
    }),
  };
}
