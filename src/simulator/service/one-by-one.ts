import type { Rng } from "../../core/rng.ts";
import type { ServiceModel } from "./service-model.ts";

/** A model whose executions hold one request each, with times that are drawn from a distribution, ms. */
export function oneByOne(words: string, meanMs: number, start: (rng: Rng) => () => number): ServiceModel {
  return {
    words,
    maxBatch: 1,
    meanMs: () => meanMs,
    efficiency: () => 1,
    start(rng) {
      const next = start(rng);
      return (_, into) => {
        into.computeMs = next();
      };
    },
  };
}
