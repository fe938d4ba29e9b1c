import { EXIT, type ExitCode } from "../../core/errors.ts";
import type { RunResult } from "../../result/run-result.ts";
import { lostServer } from "../../stats/checks/server-died.ts";

/**
 * The exit code of a run: interruption before an invalid run, that before missed objectives, and those before objectives that are
 * not shown. A run that ended because its own server died is invalid; nobody interrupted it. Objectives that only the scenario
 * brings change nothing.
 */
export function exitCodeOf(result: RunResult, interrupted: boolean): ExitCode {
  if (interrupted || (result.partial && !lostServer(result))) return EXIT.interrupted;
  if (!result.verdict.valid) return EXIT.invalid;
  const answers = result.slo.filter(({ ofScenario }) => !ofScenario).map(({ answer }) => answer);
  if (answers.includes("misses")) return EXIT.objectiveFailed;
  return answers.includes("not shown") ? EXIT.invalid : EXIT.ok;
}
