import { formatMs } from "../../core/format.ts";
import type { ServiceModelDocument } from "../../result/service-model.ts";
import type { NetworkModel } from "../network.ts";
import { overheadTimeMs, perMegabyteTimeMs } from "./choose-law.ts";

const BYTES_PER_MEGABYTE = 1e6;

/**
 * The way between clients and a calibrated server; null where no law is known of it. All of it is spent by the answers, also for the
 * bytes of their requests, where the model knows what an item carries: those of a batch leave one after another, evenly over
 * `1 − spread` to `1 + spread` times the mean, which grows with what is outstanding.
 */
export function transferNetwork(
  { transfer: law, itemBytes, aloneTransferMs }: ServiceModelDocument,
  itemsPerRequest: number,
): NetworkModel | null {
  if (law === null) return null;
  const knowsBytes = itemBytes !== null;
  const load = { itemsPerRequest, knowsBytes, aloneMs: aloneTransferMs };
  const overheadMs = remembered((concurrency) => overheadTimeMs(law, { ...load, concurrency }));
  const perMegabyteMs = remembered((concurrency) => (knowsBytes ? perMegabyteTimeMs(law, concurrency) : 0));
  const { spread, words } = law;
  const forBytes = perMegabyteMs(1) === 0 ? "" : `, and ${formatMs(perMegabyteMs(1))} for each megabyte`;
  return {
    words: `${words}; ${formatMs(overheadMs(1))} for one request alone${forBytes}`,
    start: (rng) => (bytes, answersOf, answerIndex, outstanding) => {
      if (answersOf === 0) return 0;
      const concurrency = Math.max(1, outstanding);
      const meanMs = overheadMs(concurrency) + (bytes / BYTES_PER_MEGABYTE) * perMegabyteMs(concurrency);
      const place = (answerIndex + rng()) / answersOf;
      return meanMs * (1 - spread + 2 * spread * place);
    },
  };
}

/** Remembers what a function gives for whole numbers: powers are drawn for every answer. */
function remembered(of: (count: number) => number): (count: number) => number {
  const known: number[] = [];
  return (count) => {
    known[count] ??= of(count);
    return known[count];
  };
}
