import { plural } from "../core/format.ts";
import { parseDurationMs } from "../core/units.ts";
import { AXIS_NAMES, type AxisName, type Point } from "./axes.ts";

const WORDS: Readonly<Record<AxisName, (value: string) => string>> = {
  model: (value) => value,
  precision: (value) => value,
  target: (value) => `over ${value}`,
  scenario: (value) => `scenario ${value}`,
  maxBatch: (value) => `dynamic batches of up to ${value}`,
  maxDelay: (value) =>
    parseDurationMs(value) === 0 ? "no wait for a fuller batch" : `waiting up to ${value} for a fuller batch`,
  instances: (value) => plural(Number(value), "model instance"),
  batch: (value) => `${plural(Number(value), "item")} a request`,
  lengths: (value) => `lengths ${value}`,
  sequenceLength: (value) => `sequence length ${value}`,
  arrivals: (value) => `arrivals ${value}`,
  concurrency: (value) => `${value} in flight`,
  rate: (value) => `${value} requests/s`,
};

/** A point as a sentence names it: `int8, 8 items a request, 4 in flight`. */
export function pointWords(point: Point): string {
  const words = AXIS_NAMES.flatMap((name) => {
    const value = point[name];
    return value === undefined ? [] : [WORDS[name](value)];
  });
  return words.length === 0 ? "the only point" : words.join(", ");
}
