import { z } from "zod";
import type { Rng } from "../../core/rng.ts";

/** Input lengths of the traces that options name, by that name. */
export type LengthSamples = Readonly<Record<string, Float64Array>>;

/**
 * How long the dynamic dimensions of a request are, such as the tokens of a text. Adding one = one file like this
 * one's neighbours and a line in `index.ts`.
 */
export interface LengthDistribution<Schema extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence: what inputs it stands for. */
  readonly title: string;
  readonly options: Schema;
  describe(options: z.output<Schema>): string;
  /** The shortest and the longest length that can occur. */
  bounds(options: z.output<Schema>, samples: LengthSamples): readonly [shortest: number, longest: number];
  draw(options: z.output<Schema>, rng: Rng, samples: LengthSamples): number;
}

export const lengthOption = z.int().min(1).max(8192);

/** Identity that infers the option types from the schema. */
export function defineLengths<Schema extends z.ZodObject>(
  lengths: LengthDistribution<Schema>,
): LengthDistribution<Schema> {
  return lengths;
}
