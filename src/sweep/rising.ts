import { gridOf } from "./axes.ts";
import type { Strategy } from "./strategy.ts";

/** Reason of a measure at which the server would not be asked. */
const REFUSED = "target";

/**
 * Measures every point once, smaller batches first, and leaves out batches that are no smaller than one which the server refused: a
 * server tells its largest batch best by refusing the next.
 */
export const rising: Strategy = ({ axes, durationMs }, measured) => {
  const refused = measured.flatMap(({ point, reasons }) =>
    reasons.includes(REFUSED) ? [Number(point.batch ?? 1)] : [],
  );
  const [least = Number.POSITIVE_INFINITY] = refused;
  const done = new Set(measured.map(({ point }) => JSON.stringify(point)));
  const next = gridOf(axes).find(
    (point) => Number(point.batch ?? 1) < least && !done.has(JSON.stringify(point)),
  );
  if (next !== undefined) return { kind: "measure", next: { point: next, take: 0, durationMs } };
  return {
    kind: "stop",
    reason:
      refused.length === 0
        ? `all ${measured.length} points were measured`
        : `the server refused batches of ${least}`,
  };
};
