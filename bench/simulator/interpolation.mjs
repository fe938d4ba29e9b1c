import { errorPercent } from "plimsoll/internal";

/** @import { ErrorRow } from "plimsoll/internal" */
/** @typedef {{ series: string, concurrency: number, clientBatch: number, predicted: object | null, measured: Record<"throughputPerSec" | "p50Ms" | "p95Ms" | "queueMs" | "serviceMs", number | null> }} Row */

/**
 * What no simulator is needed for: each figure between three measured loads of a sweep (the first, the middle, the last), on a straight
 * line between the logarithms. A simulation that does not beat this inside a measured sweep is not worth its time there.
 *
 * @param {readonly Row[]} rows
 * @returns {{ errorPercent: ErrorRow }[]} errors of the loads that were not used
 */
export function interpolated(rows) {
  const sweeps = new Map();
  for (const row of rows.filter(({ predicted }) => predicted !== null)) {
    const name = `${row.series} ${row.clientBatch}`;
    sweeps.set(name, [...(sweeps.get(name) ?? []), row]);
  }
  return [...sweeps.values()].flatMap((/** @type {Row[]} */ sweep) => {
    const levels = [sweep[0], sweep[sweep.length >> 1], sweep.at(-1)].filter((level) => level !== undefined);
    const others = sweep.filter((row) => !levels.includes(row));
    return others.map((row) => ({
      errorPercent: errorPercent(
        {
          throughputPerSec: between(levels, row, "throughputPerSec"),
          p50Ms: between(levels, row, "p50Ms"),
          p95Ms: between(levels, row, "p95Ms"),
          queueMs: between(levels, row, "queueMs"),
          serviceMs: between(levels, row, "serviceMs"),
        },
        row.measured,
      ),
    }));
  });
}

/** @param {readonly Row[]} levels @param {Row} row @param {keyof Row["measured"]} figure */
function between(levels, row, figure) {
  const above = levels.findIndex(({ concurrency }) => concurrency >= row.concurrency);
  const [low, high] = [levels[above - 1], levels[above]];
  const [from, to] = [low?.measured[figure], high?.measured[figure]];
  if (low === undefined || high === undefined || !from || !to) return null;
  const share = Math.log(row.concurrency / low.concurrency) / Math.log(high.concurrency / low.concurrency);
  return from * (to / from) ** share;
}
