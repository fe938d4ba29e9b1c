import { resolve } from "node:path";
import type { TraceFitOptions } from "../config/trace-options.ts";
import { usageError } from "../core/errors.ts";
import { formatCount } from "../core/format.ts";
import type { Host } from "../core/host.ts";
import { BurstAccumulator } from "../stats/burst.ts";
import { readTrace, TraceFileWriter } from "../store/trace-file.ts";
import { BacklogCurve } from "../traces/backlog.ts";
import { fitTrace, type TraceFit } from "../traces/fit.ts";
import { fittedScenario } from "../traces/fitted-scenario.ts";
import { replayCommands } from "../traces/replay-commands.ts";
import type { TraceReading } from "../traces/trace-reader.ts";

/** Fewest window lengths whose counts a model can be fitted to. */
const LEAST_LENGTHS = 3;

/** The output of `plimsoll trace fit --json`. */
export interface FittedTrace {
  /** The fitted scenario, as a scenario file holds it. */
  readonly scenario: unknown;
  readonly fit: TraceFit;
  /** The command lines, each as its words, that replay the trace itself: what to do where the fit is no good one. */
  readonly replay: readonly (readonly string[])[];
  readonly reading: TraceReading;
}

/**
 * Fits a model to a trace. The file is read twice: the queues of the second pass need the mean rate of the first.
 *
 * @throws usage error when the trace is too short for any window of counts
 */
export async function fitFile(options: TraceFitOptions, host: Host): Promise<FittedTrace> {
  const path = resolve(host.cwd, options.file);
  const accumulator = new BurstAccumulator();
  let lastMs = 0;
  const reading = await readTrace(path, options, (atMs) => {
    accumulator.add(atMs);
    lastMs = atMs;
  });
  const burst = accumulator.finish();
  const curve = accumulator.idcCurve();
  const idcCurve = curve.filter(({ idc }) => idc > 0);
  if (burst.ratePerSec === null || curve.length < LEAST_LENGTHS) {
    throw usageError(
      `${options.file} is too short to fit: ${formatCount(burst.arrivals)} arrivals in ${lastMs / 1000} s hold fewer than three window lengths 30 times`,
      "give a trace of at least 15 s in which arrivals vary",
    );
  }
  if (idcCurve.length < LEAST_LENGTHS) {
    throw usageError(
      `${options.file} has no bursts to fit: at ${curve.length - idcCurve.length} of ${curve.length} window lengths every window holds as many arrivals`,
      `use --arrivals constant --rate ${Number(burst.ratePerSec.toPrecision(5))}, or replay the trace`,
    );
  }
  const backlog = new BacklogCurve(burst.ratePerSec);
  await readTrace(path, options, backlog.add);
  const durationSec = lastMs / 1000;
  const fitted = fitTrace(
    { ratePerSec: burst.ratePerSec, durationSec, burst, idcCurve, waitsSec: backlog.p99WaitSec() },
    options.seed,
  );
  const scenario = fittedScenario(options.file, fitted, durationSec);
  if (options.out !== undefined) {
    const file = new TraceFileWriter(resolve(host.cwd, options.out));
    file.write(`${JSON.stringify(scenario, null, 2)}\n`);
    file.close();
  }
  return { scenario, fit: fitted, replay: replayCommands(options, durationSec), reading };
}
