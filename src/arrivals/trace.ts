import { z } from "zod";
import { type ArrivalContext, defineArrivals } from "./arrival-process.ts";

/**
 * Replays recorded arrivals: t_i = offset_i − offset_0 ms, exactly, once; then no more. There is no rate option: a
 * trace is made faster or slower where it is prepared, because that has three meanings (time, copies, curve).
 */
export const trace = defineArrivals({
  kind: "trace",
  title: "recorded arrivals, replayed as they were",
  options: z.strictObject({
    kind: z.literal("trace"),
    file: z.string().min(1).describe("file with the arrivals"),
  }),
  /** Mean rate over the part that is replayed: the horizon, or the trace where it is shorter. */
  meanRatePerSec(o, context) {
    const offsets = offsetsOf(o.file, context);
    const first = offsets[0] ?? 0;
    const lengthMs = (offsets.at(-1) ?? 0) - first;
    const count = offsets.findIndex((offset) => offset - first >= context.horizonMs);
    const watchedMs = lengthMs > 0 ? Math.min(context.horizonMs, lengthMs) : context.horizonMs;
    return ((count < 0 ? offsets.length : count) / watchedMs) * 1000;
  },
  describe: (o) => `the arrivals of ${o.file}`,
  theory: () => ({}),
  /** Reads all of `text` as the name of the file, which may contain `,` and `=`. */
  readSpec: (text) => ({ parsed: text === "" ? {} : { file: text }, rest: "" }),
  start(o, _rng, context) {
    const offsets = offsetsOf(o.file, context);
    const first = offsets[0] ?? 0;
    let index = 0;
    return () => (offsets[index++] ?? Number.POSITIVE_INFINITY) - first;
  },
});

function offsetsOf(file: string, { traces }: ArrivalContext): Float64Array {
  const offsets = Object.hasOwn(traces, file) ? traces[file] : undefined;
  if (offsets === undefined) throw new TypeError(`trace ${file} has not been loaded`);
  return offsets;
}
