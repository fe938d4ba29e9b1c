import { z } from "zod";
import { defineLengths, type LengthSamples, lengthOption } from "./length-distribution.ts";

/**
 * Draws from the input lengths of a recorded trace, each as likely as in the trace; a length above `max` is cut to
 * `max`.
 */
export const trace = defineLengths({
  kind: "trace",
  title: "inputs as long as recorded ones",
  options: z.strictObject({
    kind: z.literal("trace"),
    file: z.string().min(1).describe("trace file that has input lengths"),
    max: lengthOption.default(8192).describe("longer inputs are cut to this"),
  }),
  describe: ({ file, max }) => `drawn from the input lengths of ${file}, at most ${max}`,
  bounds({ file, max }, samples) {
    const lengths = samplesOf(file, samples).map((length) => cut(length, max));
    return [lengths.reduce((a, b) => Math.min(a, b)), lengths.reduce((a, b) => Math.max(a, b))];
  },
  draw({ file, max }, rng, samples) {
    const lengths = samplesOf(file, samples);
    return cut(lengths[Math.floor(rng() * lengths.length)] ?? 1, max);
  },
});

/** Cuts a length to between 1 and `max`: a request without tokens cannot be sent. */
function cut(length: number, max: number): number {
  return Math.max(1, Math.min(max, length));
}

function samplesOf(file: string, samples: LengthSamples): Float64Array {
  const lengths = Object.hasOwn(samples, file) ? samples[file] : undefined;
  if (lengths === undefined || lengths.length === 0)
    throw new TypeError(`lengths of ${file} have not been loaded`);
  return lengths;
}
