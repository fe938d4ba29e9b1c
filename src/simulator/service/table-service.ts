import { largest } from "../../core/extremes.ts";
import { grouped } from "../../core/grouped.ts";
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
 * A service model from measured executions: the time by batch size and padded length, in its parts, and a jitter whose mean is 1. An
 * execution is padded to its longest request; between measured lengths times lie on a line. The copy of the outputs waits for the
 * device, so it counts as computing.
 */
export function tableService(document: ServiceModelDocument, use: TableUse): ServiceModel {
  const { points, range } = document;
  const lengths = [...grouped(points, ({ length }) => String(length)).values()].map((own) => ({
    length: own[0]?.length ?? 0,
    own,
  }));
  const at = (items: number, longest: number, part: (point: Point) => number) => {
    const curve = lengths.map(({ length, own }): CurvePoint => {
      const sizes = own.map((point): CurvePoint => ({ size: point.batch, value: part(point) }));
      return { size: length, value: valueAt(sizes, items, use.stepShare) };
    });
    return valueAt(curve, range.mostLength === 0 ? 0 : longest, 0);
  };
  const batches = [...new Set(points.map(({ batch }) => batch))];
  const timesOf = remembered((items, longest): Times => {
    const inputMs = at(items, longest, (point) => point.inputMs);
    const computeMs = at(items, longest, afterInputMs);
    const best = largest(batches.map((batch) => batch / at(batch, longest, wholeMs)));
    const efficiency = Math.min(1, items / (inputMs + computeMs) / best);
    const own = (lengths.find(({ length }) => length >= longest) ?? lengths.at(-1))?.own ?? points;
    return { inputMs, computeMs, efficiency, factor: factorAt(own, items) };
  });
  const copyMs = ({ requests, items, longest }: Batch) =>
    timesOf(items, longest).inputMs * use.inputTimes(requests);
  const { leastBatch, mostBatch, leastLength, mostLength } = range;
  return {
    words:
      mostLength === 0
        ? `measured by batch, ${points.length} sizes from ${leastBatch} to ${mostBatch}`
        : `measured by batch and length, ${points.length} executions of ${leastBatch} to ${mostBatch} items, ${leastLength} to ${mostLength} long`,
    maxBatch: mostBatch,
    meanMs: (batch) => copyMs(batch) + timesOf(batch.items, batch.longest).computeMs,
    efficiency: ({ items, longest }) => timesOf(items, longest).efficiency,
    start: (rng) => (batch, into) => {
      const { computeMs, factor } = timesOf(batch.items, batch.longest);
      const times = factor(rng);
      const inputMs = copyMs(batch);
      into.inputMs = use.inputOverlaps ? inputMs * times : 0;
      into.computeMs = (use.inputOverlaps ? computeMs : inputMs + computeMs) * times;
      into.outputMs = 0;
    },
  };
}

const afterInputMs = ({ computeMs, outputMs }: Point): number => computeMs + outputMs;
const wholeMs = (point: Point): number => point.inputMs + afterInputMs(point);

/** The jitter of the smallest measured size that is no smaller, or of the largest one. */
function factorAt(points: readonly Point[], items: number): DrawFactor {
  const point = points.find(({ batch }) => batch >= items) ?? points.at(-1);
  if (point === undefined) return lognormalFactor(0);
  return point.quantiles.length > 1 ? quantileFactor(point.quantiles) : lognormalFactor(point.spread);
}

function remembered<Value>(
  make: (items: number, longest: number) => Value,
): (items: number, longest: number) => Value {
  const known = new Map<number, Map<number, Value>>();
  return (items, longest) => {
    let ofLength = known.get(longest);
    if (ofLength === undefined) {
      ofLength = new Map();
      known.set(longest, ofLength);
    }
    const found = ofLength.get(items);
    if (found !== undefined) return found;
    const made = make(items, longest);
    ofLength.set(items, made);
    return made;
  };
}
