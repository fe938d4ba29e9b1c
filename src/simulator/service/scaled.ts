import type { ServiceModel } from "./service-model.ts";

/** A service model that computes so many times as long, as an assumption about another machine, or to see what a difference does. */
export function scaledService(model: ServiceModel, times: number): ServiceModel {
  return {
    ...model,
    words: `${model.words}, ${times} times as long`,
    meanMs: (batch) => model.meanMs(batch) * times,
    start(rng) {
      const draw = model.start(rng);
      return (batch, into) => {
        draw(batch, into);
        into.inputMs *= times;
        into.computeMs *= times;
        into.outputMs *= times;
      };
    },
  };
}
