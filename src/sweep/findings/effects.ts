import type { Effect, PointSummary } from "../../result/sweep-result.ts";
import { studentT975 } from "../../stats/student-t.ts";
import { type Axis, keyOf } from "../axes.ts";
import { failsTooOften } from "../fails-too-often.ts";

/**
 * The effect of each axis: the ratio of inferences per second between points that differ in that axis alone, to the
 * axis's first value, averaged geometrically over all such pairs of whole points at which no more than 1 % of the requests
 * failed. The interval is that of the average
 * over the settings of the other axes (Student's t of the logarithms): it is wide where the axis matters much in some
 * settings and not in others, however exactly each was measured.
 */
export function effectsOf(axes: readonly Axis[], points: readonly PointSummary[]): Effect[] {
  const perSec = new Map(
    points.flatMap(({ point, state, inferencesPerSec, failedShare }): [string, number][] =>
      state === "measured" &&
      inferencesPerSec !== null &&
      inferencesPerSec > 0 &&
      !failsTooOften([], failedShare)
        ? [[keyOf(point), inferencesPerSec]]
        : [],
    ),
  );
  return axes.map(({ name, values: [first, ...others] }) => {
    const logRatios = (value: string) =>
      points.flatMap(({ point }) => {
        const one = point[name] === value ? perSec.get(keyOf(point)) : undefined;
        const base = perSec.get(keyOf({ ...point, [name]: first }));
        return one === undefined || base === undefined ? [] : [Math.log(one / base)];
      });
    return {
      axis: name,
      of: "inferencesPerSec",
      levels: [
        { value: first, ratio: 1, interval: null, pairs: 0 },
        ...others.map((value) => ({ value, ...geometricMean(logRatios(value)) })),
      ],
    };
  });
}

function geometricMean(logs: readonly number[]): Omit<Effect["levels"][number], "value"> {
  const pairs = logs.length;
  if (pairs === 0) return { ratio: null, interval: null, pairs };
  const mean = logs.reduce((sum, log) => sum + log, 0) / pairs;
  if (pairs === 1) return { ratio: Math.exp(mean), interval: null, pairs };
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (pairs - 1);
  const half = studentT975(pairs - 1) * Math.sqrt(variance / pairs);
  return {
    ratio: Math.exp(mean),
    interval: { low: Math.exp(mean - half), high: Math.exp(mean + half) },
    pairs,
  };
}
