import type { z } from "zod";

/**
 * A rule that chooses the payload of each request: how often content comes back, and in which order. To add one, write
 * a file in this folder and add its lines to `index.ts`.
 */
export interface RepetitionRule<Schema extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence that says what traffic the rule stands for. */
  readonly title: string;
  readonly options: Schema;
  /** Describes how the requests use a pool of `count` payloads. */
  describe(options: z.output<Schema>, count: number): string;
  /** Prepares picking among `count` payloads. */
  start(options: z.output<Schema>, count: number): PickPayload;
}

/**
 * The payload of one request, 0 ≤ index < count.
 *
 * @param u uniform draw on [0, 1) that belongs to this request
 * @param seq number of the request
 * @param progress how much of the measured part is over when the request is meant to be sent, 0 in the warm-up
 */
export type PickPayload = (u: number, seq: number, progress: number) => number;

/** Identity that infers the option types from the schema. */
export function defineRepetition<Schema extends z.ZodObject>(
  rule: RepetitionRule<Schema>,
): RepetitionRule<Schema> {
  return rule;
}
