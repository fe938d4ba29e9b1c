import { createCounterRng } from "../core/rng.ts";
import { type Lengths, lengthDistribution, lengthOf } from "./lengths/index.ts";
import type { LengthSamples } from "./lengths/length-distribution.ts";

/** Texts for language models: a pool from which the schedule picks by index. */
export interface Prompts {
  /** One sentence that describes the prompts in the report. */
  readonly description: string;
  readonly count: number;
  /** The texts of request `index`, one per item. */
  texts(index: number): string[];
}

export interface PromptOptions {
  readonly items: number;
  readonly count: number;
  readonly seed: number;
  /** Lengths of the prompts in words. */
  readonly lengths: Lengths;
  readonly samples?: LengthSamples;
  /** Whether to put the pool in order of length, for traffic that drifts along it. */
  readonly sorted?: boolean;
}

/** Short and frequent words: most tokenizers have each of them, with the space before it, as one token. */
const WORDS = (
  "the of and to in is was for on that by with as at from his it an are which be this had also or has their first " +
  "one its new after but who not have her she two been other when there all would during time more some may can into " +
  "only over then most about up out no them part city year such made known many world state war where between later " +
  "three used under life well people day game line second river house school team before group song film area long " +
  "high name four both number small south north local place power water music book old same early family through " +
  "system company children home record left road point play land story work court party white good body light field"
).split(" ");

/**
 * Prompts of random words from a fixed list. The server decides how many tokens they are, about one a word. No two
 * prompts share more than their first words, so that none is answered from the cache of another one's prefix.
 */
export function prompts({ items, count, seed, lengths, samples, sorted }: PromptOptions): Prompts {
  const words = Array.from({ length: count }, (_, index) => lengthOf(lengths, seed, index, samples));
  if (sorted === true) words.sort((a, b) => a - b);
  return {
    description: `prompts of random words, in number ${lengthDistribution(lengths).describe(lengths)}`,
    count,
    texts: (index) =>
      Array.from({ length: items }, (_, item) => {
        const draw = createCounterRng(seed, `prompt ${index} item ${item}`);
        const pick = (_: unknown, i: number) => WORDS[Math.floor(draw(i) * WORDS.length)];
        return Array.from({ length: words[index] ?? 0 }, pick).join(" ");
      }),
  };
}
