import { largest } from "../../core/extremes.ts";
import type { ServiceModelDocument } from "../../result/service-model.ts";
import { type DrawFactor, lognormalFactor, quantileFactor } from "./jitter.ts";
import type { Batch, ServiceModel } from "./service-model.ts";
import { type CurvePoint, valueAt } from "./step-curve.ts";

/** How a calibrated model is used: what differs between the calibration and the load. */
export interface TableUse {
  /** How far a batch between measured sizes takes the time of the larger one, 0–1. */
  readonly stepShare: number;
  /** Inputs are copied while another instance computes. */
  readonly inputOverlaps: boolean;
  /** How many times longer the inputs of so many requests take to copy than in the calibration. */
  readonly inputTimes: (requests: number) => number;
}

type Point = ServiceModelDocument["points"][number];

/** An execution of so many items: the parts of its mean time, its jitter, and its share of the best rate. */
interface Times {
  readonly inputMs: number;
  readonly computeMs: number;
  readonly factor: DrawFactor;
  readonly efficiency: number;
}

/**
 * A service model from measured executions: the time by batch size, in its parts, and a jitter whose mean is 1. The copy of the
 * outputs waits for the device, so it counts as computing.
 */
export function tableService(document: ServiceModelDocument, use: TableUse): ServiceModel {
  const { points, range } = document;
  const input = points.map((point): CurvePoint => ({ size: point.batch, value: point.inputMs }));
  const compute = points.map(
    (point): CurvePoint => ({ size: point.batch, value: point.computeMs + point.outputMs }),
  );
  const best = largest(points.map((point) => point.batch / wholeMs(point)));
  const timesOf = remembered((items): Times => {
    const inputMs = valueAt(input, items, use.stepShare);
    const computeMs = valueAt(compute, items, use.stepShare);
    const efficiency = Math.min(1, items / (inputMs + computeMs) / best);
    return { inputMs, computeMs, efficiency, factor: factorAt(points, items) };
  });
  const copyMs = ({ requests, items }: Batch) => timesOf(items).inputMs * use.inputTimes(requests);
  return {
    words: `measured by batch, ${points.length} sizes from ${range.leastBatch} to ${range.mostBatch}`,
    maxBatch: range.mostBatch,
    meanMs: (batch) => copyMs(batch) + timesOf(batch.items).computeMs,
    efficiency: ({ items }) => timesOf(items).efficiency,
    start: (rng) => (batch, into) => {
      const { computeMs, factor } = timesOf(batch.items);
      const times = factor(rng);
      const inputMs = copyMs(batch);
      into.inputMs = use.inputOverlaps ? inputMs * times : 0;
      into.computeMs = (use.inputOverlaps ? computeMs : inputMs + computeMs) * times;
      into.outputMs = 0;
    },
  };
}

const wholeMs = ({ inputMs, computeMs, outputMs }: Point): number => inputMs + computeMs + outputMs;

/** The jitter of the smallest measured size that is no smaller, or of the largest one. */
function factorAt(points: readonly Point[], items: number): DrawFactor {
  const point = points.find(({ batch }) => batch >= items) ?? points.at(-1);
  if (point === undefined) return lognormalFactor(0);
  return point.quantiles.length > 1 ? quantileFactor(point.quantiles) : lognormalFactor(point.spread);
}

function remembered<Value>(make: (key: number) => Value): (key: number) => Value {
  const known = new Map<number, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
