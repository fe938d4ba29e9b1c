import { z } from "zod";
import { formatDurationMs } from "../core/units.ts";
import { type ArrivalContext, defineArrivals } from "./arrival-process.ts";

const options = z.strictObject({
  kind: z.literal("trace"),
  file: z.string().min(1).describe("file with the arrivals"),
  spreadMs: z
    .number()
    .min(0)
    .max(3_600_000)
    .optional()
    .describe(
      "quantum that the times were cut to, over which arrivals are spread by chance; on the command line --spread",
    ),
});

/**
 * Replays recorded arrivals: t_i = offset_i − offset_0 ms, exactly, once; then no more. There is no rate option: a
 * trace is made faster or slower where it is prepared, because that has three meanings (time, copies, curve).
 */
export const trace = defineArrivals({
  kind: "trace",
  title: "recorded arrivals, replayed as they were",
  options,
  /** Mean rate over the part that is replayed: the horizon, or the trace where it is shorter. */
  meanRatePerSec(o, context) {
    const offsets = offsetsOf(o, context);
    const first = offsets[0] ?? 0;
    const lengthMs = (offsets.at(-1) ?? 0) - first;
    const count = offsets.findIndex((offset) => offset - first >= context.horizonMs);
    const watchedMs = lengthMs > 0 ? Math.min(context.horizonMs, lengthMs) : context.horizonMs;
    return ((count < 0 ? offsets.length : count) / watchedMs) * 1000;
  },
  describe: ({ file, spreadMs = 0 }) =>
    `the arrivals of ${file}${spreadMs > 0 ? `, spread over ${formatDurationMs(spreadMs)}` : ""}`,
  theory: () => ({}),
  /** Reads all of `text` as the name of the file, which may contain `,` and `=`. */
  readSpec: (text) => ({ parsed: text === "" ? {} : { file: text }, rest: "" }),
  start(o, _rng, context) {
    const offsets = offsetsOf(o, context);
    const first = offsets[0] ?? 0;
    let index = 0;
    return () => (offsets[index++] ?? Number.POSITIVE_INFINITY) - first;
  },
});

type Replayed = Pick<z.output<typeof options>, "file" | "spreadMs">;

/** The name under which the arrivals of a trace are kept: a file may be replayed as it stands and spread, at once. */
export function traceKey({ file, spreadMs }: Replayed): string {
  return spreadMs === undefined ? file : `${file} (spread over ${spreadMs} ms)`;
}

function offsetsOf(replayed: Replayed, { traces }: ArrivalContext): Float64Array {
  const key = traceKey(replayed);
  const offsets = Object.hasOwn(traces, key) ? traces[key] : undefined;
  if (offsets === undefined) throw new TypeError(`trace ${key} has not been loaded`);
  return offsets;
}
