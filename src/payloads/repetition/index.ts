import { z } from "zod";
import { createCounterRng } from "../../core/rng.ts";
import { drift } from "./drift.ts";
import type { RepetitionRule } from "./repetition-rule.ts";
import { uniform } from "./uniform.ts";
import { unique } from "./unique.ts";
import { zipf } from "./zipf.ts";

/** Every way to repeat content. A new one needs its file and a line in both lists. */
export const REPETITIONS = { uniform, zipf, unique, drift };

export const repetitionSchema = z.discriminatedUnion("kind", [
  uniform.options,
  zipf.options,
  unique.options,
  drift.options,
]);

export type Repetition = z.output<typeof repetitionSchema>;

/** The rule behind a validated spec. The cast is sound: `kind` picked the schema that `repetition` passed. */
export function repetitionRule(repetition: Repetition): RepetitionRule {
  return REPETITIONS[repetition.kind] as unknown as RepetitionRule;
}

/**
 * Picks payloads by request number, in any order: the draw of a request is counter-based, so neither the arrivals
 * nor the number of workers change it.
 */
export function startPicking(
  repetition: Repetition,
  count: number,
  seed: number,
): (seq: number, progress: number) => number {
  const draw = createCounterRng(seed, "payload");
  const pick = repetitionRule(repetition).start(repetition, count);
  return (seq, progress) => pick(draw(seq), seq, progress);
}
