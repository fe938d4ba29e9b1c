/** A point of a measured curve: a size, and what was measured there. */
export interface CurvePoint {
  readonly size: number;
  readonly value: number;
}

/** Sizes further apart than this say nothing of steps between them: tile sizes of kernels double at most. */
const WIDEST_STEP = 2;

/**
 * The value between measured sizes: `(1 − s) × linear + s × the value of the next measured size`. Engines that compute a whole
 * tile take the time of the next size (s = 1), others a time in proportion (s = 0). Below the first size its value holds, and
 * beyond the last the line goes on, which never falls.
 */
export function valueAt(points: readonly CurvePoint[], size: number, stepShare: number): number {
  const above = points.findIndex((point) => point.size >= size);
  const next = points[above];
  if (next === undefined) return beyond(points, size);
  const last = points[above - 1];
  if (last === undefined || next.size === size) return next.value;
  const linear = last.value + ((next.value - last.value) * (size - last.size)) / (next.size - last.size);
  const share = next.size > WIDEST_STEP * last.size ? 0 : stepShare;
  return (1 - share) * linear + share * next.value;
}

function beyond(points: readonly CurvePoint[], size: number): number {
  const last = points.at(-1);
  if (last === undefined) return 0;
  const before = points.at(-2) ?? { size: 0, value: 0 };
  const slope = Math.max(0, (last.value - before.value) / (last.size - before.size));
  return last.value + slope * (size - last.size);
}
