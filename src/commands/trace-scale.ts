import { resolve } from "node:path";
import type { TraceScaleOptions } from "../config/trace-options.ts";
import { usageError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createRng } from "../core/rng.ts";
import type { BurstMetrics } from "../result/burst.ts";
import { BurstAccumulator } from "../stats/burst.ts";
import { readTrace, TraceFileWriter } from "../store/trace-file.ts";
import { MOST_ROWS_IN_MEMORY, RowStore } from "../traces/row-store.ts";
import { plainRows } from "../traces/row-writer.ts";
import { compressTime, RateCurveScaler, scalingNotes, superpose } from "../traces/scale.ts";
import type { RowSink } from "../traces/trace-format.ts";
import type { TraceReading } from "../traces/trace-reader.ts";

/** The output of `plimsoll trace scale --json`. */
export interface ScaledTrace {
  readonly before: BurstMetrics;
  readonly after: BurstMetrics;
  readonly how: TraceScaleOptions["how"];
  readonly by: number;
  readonly out: string;
  /** The properties of the traffic that scaling keeps, and those it changes. */
  readonly notes: readonly string[];
  readonly reading: TraceReading;
}

/** Writes a trace with N times the traffic, scaled in the way that `how` names. */
export async function scaleTrace(options: TraceScaleOptions, host: Host): Promise<ScaledTrace> {
  const file = new TraceFileWriter(resolve(host.cwd, options.out));
  const before = new BurstAccumulator();
  const after = new BurstAccumulator();
  const rows = plainRows(options.out.endsWith(".jsonl") ? "jsonl" : "csv", file.write);
  try {
    const reading = await scale(
      options,
      resolve(host.cwd, options.file),
      (atMs) => before.add(atMs),
      (atMs, inputLength, outputLength) => {
        after.add(atMs);
        rows(atMs, inputLength, outputLength);
      },
    );
    file.close();
    const { how, by, out } = options;
    const notes = scalingNotes(how, by, options.binMs / 1000);
    return { before: before.finish(), after: after.finish(), how, by, out, notes, reading };
  } catch (error) {
    file.abandon();
    throw error;
  }
}

async function scale(
  options: TraceScaleOptions,
  path: string,
  seen: (atMs: number) => void,
  sink: RowSink,
): Promise<TraceReading> {
  const chance = createRng(options.seed, "scale");
  const reading = (add: RowSink) =>
    readTrace(path, options, (atMs, inputLength, outputLength) => {
      seen(atMs);
      add(atMs, inputLength, outputLength);
    });
  switch (options.how) {
    case "time-compression":
      return reading(compressTime(options.by, sink));
    case "rate-curve": {
      const scaler = new RateCurveScaler(options.by, options.binMs, chance, sink);
      const read = await reading(scaler.add);
      scaler.flush();
      return read;
    }
    case "superposition": {
      const store = new RowStore();
      const read = await reading((...row) => {
        if (store.add(...row)) return;
        throw usageError(
          `${options.file} has more than ${MOST_ROWS_IN_MEMORY} rows, the most that superposition keeps in memory`,
          "split the file, or use --how rate-curve",
        );
      });
      superpose(store, options.by, chance, sink);
      return read;
    }
  }
}
