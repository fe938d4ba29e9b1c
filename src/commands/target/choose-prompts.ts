import { usageError } from "../../core/errors.ts";
import { formatCount } from "../../core/format.ts";
import { type Prompts, prompts } from "../../payloads/prompts.ts";
import type { PayloadWish } from "./choose-payloads.ts";

/** The words of a prompt when the user gives no length. */
const DEFAULT_WORDS = 128;
const POOL = 1024;
/** The most bytes of the pool of prompts, which is encoded before the run. */
const MOST_POOL_BYTES = 256 * 2 ** 20;
const SAMPLE = 64;

/** Makes up prompts for a language model. @throws usage error for a wish that is idle or needs too much memory */
export function choosePrompts(wish: PayloadWish): Prompts {
  const { items, repetition, lengths = { kind: "fixed", length: DEFAULT_WORDS }, samples, seed } = wish;
  if (repetition.kind === "drift" && lengths.kind === "fixed")
    throw usageError(
      "prompts of one length are all alike, so they cannot drift",
      "let their length drift with --lengths such as uniform:16-512",
    );
  const count = repetition.kind === "unique" ? Math.max(1, wish.requests()) : POOL;
  const pool = prompts({ items, count, seed, lengths, samples, sorted: repetition.kind === "drift" });
  refuseTooMany(pool);
  return pool;
}

function refuseTooMany({ count, texts }: Prompts): void {
  const looked = Array.from({ length: Math.min(SAMPLE, count) }, (_, i) =>
    texts(Math.floor((i * count) / Math.min(SAMPLE, count))),
  );
  const meanBytes = looked.flat().reduce((sum, text) => sum + text.length, 0) / looked.length;
  if (meanBytes * count <= MOST_POOL_BYTES) return;
  throw usageError(
    `${formatCount(count)} prompts of about ${Math.round(meanBytes)} bytes need more than the ${MOST_POOL_BYTES / 2 ** 20} MiB that are made`,
    "shorten --lengths, lower --rate or --duration, or use --repetition uniform",
  );
}
