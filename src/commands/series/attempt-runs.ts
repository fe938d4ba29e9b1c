import { setTimeout as sleep } from "node:timers/promises";
import { parseRunInput, type RunOptionsInput } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { RunResult } from "../../result/run-result.ts";
import { lostServer } from "../../stats/checks/server-died.ts";
import { TOO_FEW } from "../../stats/checks/too-few-samples.ts";
import { ATTEMPT_CURE, type SeriesFolder } from "../../store/series-folder.ts";
import { measureRun } from "../run/measure-run.ts";

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
  readonly folder: SeriesFolder;
  readonly host: Host;
  /** The pause before each run, ms. */
  readonly cooldownMs: number;
}

/** What the runs of a point have in common, by which one that belongs elsewhere is known. */
export interface ExpectedRun {
  readonly seed?: number | undefined;
  /** The objectives as results write them; undefined where the scenario has its own. */
  readonly slo?: readonly string[];
}

/**
 * Measures one run, and another where the machine spoiled it. Runs that are in the folder count and are not repeated.
 *
 * @param expected what runs in the folder must agree with
 * @param optionsOf called before each run, with the folder for its results
 * @returns every run; null when it was interrupted
 * @throws PlimsollError as `run` does; usage error where a run in the folder is not one of this point
 */
export async function attemptRuns(
  id: string,
  { folder, host, cooldownMs }: AttemptContext,
  expected: ExpectedRun,
  optionsOf: (out: string) => Promise<RunOptionsInput>,
): Promise<RunResult[] | null> {
  const attempts = folder.attempts(id);
  for (const [index, result] of attempts.entries())
    refuseForeign(folder.attemptPath(id, index + 1), result, expected);
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

/** @throws usage error where a run is not one of this point */
function refuseForeign(path: string, result: RunResult, expected: ExpectedRun): void {
  const found = { seed: result.seed, slo: result.slo.map(({ objective }) => objective) };
  const { seed = found.seed, slo = found.slo } = expected;
  if (found.seed === seed && found.slo.join() === slo.join()) return;
  const words = (run: { readonly seed: number; readonly slo: readonly string[] }) =>
    `seed ${run.seed} and ${run.slo.length === 0 ? "no objective" : run.slo.join(" and ")}`;
  throw usageError(
    `${path} holds a run with ${words(found)}, and a run of this point has ${words({ seed, slo })}`,
    ATTEMPT_CURE,
  );
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
