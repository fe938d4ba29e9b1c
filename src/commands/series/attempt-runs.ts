import { setTimeout as sleep } from "node:timers/promises";
import { parseRunInput, type RunOptionsInput } from "../../config/run-options.ts";
import type { Host } from "../../core/host.ts";
import type { RunResult } from "../../result/run-result.ts";
import { lostServer } from "../../stats/checks/server-died.ts";
import { TOO_FEW } from "../../stats/checks/too-few-samples.ts";
import { measureRun } from "../run/measure-run.ts";
import type { BegunSeries } from "./stored-plan.ts";

/** The most runs at a point before it is marked invalid. */
const MOST_ATTEMPTS = 2;
/** The reasons for an invalid run that lie in a passing state of the machine, so that another run may be valid. */
const PASSING = [
  "machine-stalls",
  "late",
  "generator-busy",
  "clock-step",
  "not-steady",
  "little",
  "server-died",
];

export interface AttemptContext {
  readonly begun: Pick<BegunSeries, "folder" | "planSha256">;
  readonly host: Host;
  /** The pause before each run, ms. */
  readonly cooldownMs: number;
}

/**
 * Measures one run, and another where the machine spoiled it. Runs that are in the folder count and are not repeated.
 *
 * @param optionsOf called before each run, with the folder for its results
 * @returns every run; null when it was interrupted
 * @throws PlimsollError as `run` does; usage error where a run in the folder was changed or is not one of this point
 */
export async function attemptRuns(
  id: string,
  { begun: { folder, planSha256 }, host, cooldownMs }: AttemptContext,
  optionsOf: (out: string) => Promise<RunOptionsInput>,
): Promise<RunResult[] | null> {
  const attempts = folder.attempts(id, planSha256);
  while (!isDone(attempts)) {
    if (host.interrupted.aborted) return null;
    await pause(cooldownMs, host);
    if (host.interrupted.aborted) return null;
    const attempt = attempts.length + 1;
    const options = await optionsOf(folder.attemptPath(id, attempt));
    folder.clearAttempt(id, attempt);
    const { result, closed } = await measureRun(parseRunInput(options), host);
    await closed;
    if (result.partial && !lostServer(result)) return null;
    folder.recordAttempt(id, attempt, planSha256);
    attempts.push(result);
  }
  return attempts;
}

/** Waits, and ends at once with an interruption. */
async function pause(durationMs: number, { interrupted }: Host): Promise<void> {
  try {
    await sleep(durationMs, undefined, { signal: interrupted });
  } catch (error) {
    if (!interrupted.aborted) throw error;
  }
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
