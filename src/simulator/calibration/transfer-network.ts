import { formatMs } from "../../core/format.ts";
import type { ServiceModelDocument } from "../../result/service-model.ts";
import type { NetworkModel } from "../network.ts";
import { transferTimeMs } from "./choose-law.ts";

/**
 * The way between clients and a calibrated server; null where no law is known of it. All of it is spent by the answers: those of a
 * batch leave one after another, evenly over `1 − spread` to `1 + spread` times the mean, which grows with what is outstanding.
 */
export function transferNetwork(
  document: ServiceModelDocument,
  itemsPerRequest: number,
): NetworkModel | null {
  const { transfer: law, itemBytes, aloneTransferMs } = document;
  if (law === null) return null;
  const bytes = itemBytes === null ? null : itemBytes * itemsPerRequest;
  const meanMs = (concurrency: number) =>
    transferTimeMs(law, { concurrency, itemsPerRequest, bytes, aloneMs: aloneTransferMs });
  const known: number[] = [];
  const remembered = (concurrency: number) => {
    known[concurrency] ??= meanMs(concurrency);
    return known[concurrency];
  };
  const { spread, words } = law;
  return {
    words: `${words}; ${formatMs(meanMs(1))} for one request alone`,
    start: (rng) => (_, answersOf, answerIndex, outstanding) => {
      if (answersOf === 0) return 0;
      const place = (answerIndex + rng()) / answersOf;
      return remembered(Math.max(1, outstanding)) * (1 - spread + 2 * spread * place);
    },
  };
}
