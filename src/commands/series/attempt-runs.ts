import { setTimeout as sleep } from "node:timers/promises";
import { parseRunInput, type RunOptionsInput } from "../../config/run-options.ts";
import type { Host } from "../../core/host.ts";
import type { RunResult } from "../../result/run-result.ts";
import { TOO_FEW } from "../../stats/checks/too-few-samples.ts";
import type { SeriesFolder } from "../../store/series-folder.ts";
import { measureRun } from "../run/measure-run.ts";

/** The most runs at a point before it is marked invalid. */
const MOST_ATTEMPTS = 2;
/** The reasons for an invalid run that lie in a passing state of the machine, so that another run may be valid. */
const PASSING = ["machine-stalls", "late", "generator-busy", "clock-step", "not-steady", "little"];

export interface AttemptContext {
  readonly folder: SeriesFolder;
  readonly host: Host;
  /** The pause before each run, ms. */
  readonly cooldownMs: number;
}

/**
 * Measures one run, and another where the machine spoiled it. Runs that are in the folder count and are not repeated.
 *
 * @param optionsOf called before each run, with the folder for its results
 * @returns every run; null when it was interrupted
 * @throws PlimsollError as `run` does
 */
export async function attemptRuns(
  id: string,
  { folder, host, cooldownMs }: AttemptContext,
  optionsOf: (out: string) => Promise<RunOptionsInput>,
): Promise<RunResult[] | null> {
  const attempts = folder.attempts(id);
  while (!isDone(attempts)) {
    if (host.interrupted.aborted) return null;
    await sleep(cooldownMs);
    const options = await optionsOf(folder.attemptPath(id, attempts.length + 1));
    const { result } = await measureRun(parseRunInput(options), host);
    if (result.partial) return null;
    attempts.push(result);
  }
  return attempts;
}

function isDone(attempts: readonly RunResult[]): boolean {
  const last = attempts.at(-1);
  if (last === undefined) return false;
  const reasons = last.verdict.reasons.map(({ code }) => code).filter((code) => code !== TOO_FEW);
  return (
    attempts.length >= MOST_ATTEMPTS ||
    reasons.length === 0 ||
    reasons.some((code) => !PASSING.includes(code))
  );
}
