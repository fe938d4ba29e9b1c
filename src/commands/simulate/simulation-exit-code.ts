import { EXIT, type ExitCode } from "../../core/errors.ts";
import type { RunResult } from "../../result/run-result.ts";
import { seedsVerdict } from "../../simulator/seeds-verdict.ts";
import { exitCodeOf } from "../run/exit-code.ts";

/** The exit code of a simulation: that of its document, and an objective holds only if it does under every seed. */
export function simulationExitCode(result: RunResult, interrupted: boolean): ExitCode {
  const code = exitCodeOf(result, interrupted);
  if (code === EXIT.interrupted || !result.verdict.valid) return code;
  const { invalid, missed, open } = seedsVerdict(result);
  if (invalid.length > 0) return EXIT.invalid;
  if (code === EXIT.objectiveFailed || missed.length > 0) return EXIT.objectiveFailed;
  return open.length > 0 ? EXIT.invalid : code;
}
