import { type ParsedRun, parseRunInput, type RunOptionsInput } from "../config/run-options.ts";
import type { ExitCode } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createHost } from "../host/real-host.ts";
import type { RunResult } from "../result/run-result.ts";
import { exitCodeOf } from "./run/exit-code.ts";
import { measureRun, type RunEvents } from "./run/measure-run.ts";
import { BrokenRun, type WrittenRun } from "./run/measured-run.ts";

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
    return { result, exitCode: exitCodeOf(result, measured.interrupted), folder: folder.path, reportPath };
  } catch (error) {
    if (error instanceof BrokenRun) await writeReport(error.measured);
    throw error;
  }
}

async function writeReport({ result, folder }: WrittenRun): Promise<string> {
  const { renderRunReport } = await import("../report/run/html.ts");
  return folder.write("report.html", await renderRunReport(result));
}
