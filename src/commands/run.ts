import { type ParsedRun, parseRunInput, type RunOptionsInput } from "../config/run-options.ts";
import { EXIT, type ExitCode } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createHost } from "../host/real-host.ts";
import type { RunResult } from "../result/run-result.ts";
import { lostServer } from "../stats/checks/server-died.ts";
import { measureRun, type RunEvents } from "./run/measure-run.ts";
import { BrokenRun, type MeasuredRun, type WrittenRun } from "./run/measured-run.ts";

/** The outcome of a run: its result document, and where it was written. */
export interface RunOutcome {
  readonly result: RunResult;
  readonly exitCode: ExitCode;
  /** The folder with result.json, latency.hlog and report.html. */
  readonly folder: string;
  readonly reportPath: string;
}

/**
 * Runs a load against a server, measures it, and writes result, histogram log and report.
 *
 * @param input options of `plimsoll run`, as in `bench.config.ts`
 * @throws PlimsollError with the documented exit code when there is nothing to measure: usage (2), target (4)
 */
export async function run(
  input: RunOptionsInput = {},
  host: Host = createHost(),
  events: RunEvents = {},
): Promise<RunOutcome> {
  return runWith(parseRunInput(input), host, events);
}

/** Runs a load with options that are parsed already. */
export async function runWith(parsed: ParsedRun, host: Host, events: RunEvents = {}): Promise<RunOutcome> {
  try {
    const measured = await measureRun(parsed, host, events);
    const { result, folder, closed } = measured;
    const reportPath = await writeReport(measured);
    await closed;
    return { result, exitCode: exitCodeOf(measured), folder: folder.path, reportPath };
  } catch (error) {
    if (error instanceof BrokenRun) await writeReport(error.measured);
    throw error;
  }
}

async function writeReport({ result, folder }: WrittenRun): Promise<string> {
  const { renderRunReport } = await import("../report/run/html.ts");
  return folder.write("report.html", await renderRunReport(result));
}

/**
 * The exit code of a run: interruption before an invalid run, that before missed objectives, and those before objectives that are
 * not shown. A run that ended because its own server died is invalid; nobody interrupted it. Objectives that only the scenario
 * brings change nothing.
 */
function exitCodeOf({ result, interrupted }: MeasuredRun): ExitCode {
  if (interrupted || (result.partial && !lostServer(result))) return EXIT.interrupted;
  if (!result.verdict.valid) return EXIT.invalid;
  const answers = result.slo.filter(({ ofScenario }) => !ofScenario).map(({ answer }) => answer);
  if (answers.includes("misses")) return EXIT.objectiveFailed;
  return answers.includes("not shown") ? EXIT.invalid : EXIT.ok;
}
