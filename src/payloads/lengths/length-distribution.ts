import { z } from "zod";
import type { Rng } from "../../core/rng.ts";

/** Input lengths of the traces that options name, by that name. */
export type LengthSamples = Readonly<Record<string, Float64Array>>;

/**
 * A distribution of the length of a request's dynamic dimensions, such as the tokens of a text. To add one, write a
 * file in this folder and add its lines to `index.ts`.
 */
export interface LengthDistribution<Schema extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence that says what inputs the distribution stands for. */
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
