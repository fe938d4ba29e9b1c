import { z } from "zod";
import { createRng } from "../../core/rng.ts";
import { bimodal } from "./bimodal.ts";
import { fixed } from "./fixed.ts";
import type { LengthDistribution, LengthSamples } from "./length-distribution.ts";
import { lognormal } from "./lognormal.ts";
import { trace } from "./trace.ts";
import { uniform } from "./uniform.ts";

/** Every distribution of lengths. A new one needs its file and a line in both lists. */
export const LENGTHS = { fixed, uniform, lognormal, bimodal, trace };

export const lengthsSchema = z.discriminatedUnion("kind", [
  fixed.options,
  uniform.options,
  lognormal.options,
  bimodal.options,
  trace.options,
]);

export type Lengths = z.output<typeof lengthsSchema>;

/** The distribution behind a validated spec. The cast is sound: `kind` picked the schema that `lengths` passed. */
export function lengthDistribution(lengths: Lengths): LengthDistribution {
  return LENGTHS[lengths.kind] as unknown as LengthDistribution;
}

/** Length of payload `index`, independent of the other payloads that are asked for. */
export function lengthOf(lengths: Lengths, seed: number, index: number, samples: LengthSamples = {}): number {
  return lengthDistribution(lengths).draw(lengths, createRng(seed, `length ${index}`), samples);
}
