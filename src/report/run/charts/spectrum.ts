import type { Histogram } from "../../../stats/histogram.ts";

/** A point of a percentile spectrum: a share of 1/tail of the values is above `ms`. */
export interface SpectrumPoint {
  readonly tail: number;
  readonly ms: number;
}

const POINTS_PER_DECADE = 48;
/** The smallest value that HdrHistogram tells from 0, which a logarithmic axis cannot show. */
const LEAST_MS = 0.001;
const TAIL_LABEL = "datum.value == 1 ? 'min' : format(100 - 100 / datum.value, '~r') + ' %'";

/**
 * The HDR percentile spectrum: x = 1/(1 − p), so that every further nine takes the same room. It ends at
 * p = 1 − 1/n, the highest percentile that n values can say anything about; the slowest one stands there.
 */
export function spectrum(histogram: Histogram): SpectrumPoint[] {
  const total = histogram.count;
  if (total === 0) return [];
  const points: SpectrumPoint[] = [];
  let below = 0;
  let step = 0;
  for (const { upToMs, count } of histogram.buckets()) {
    below += count;
    const reach = below === total ? total : total / (total - below);
    for (; 10 ** (step / POINTS_PER_DECADE) <= reach; step++) {
      const tail = 10 ** (step / POINTS_PER_DECADE);
      if (tail <= total) points.push({ tail: Number(tail.toPrecision(5)), ms: Math.max(upToMs, LEAST_MS) });
    }
    if (below === total) points.push({ tail: total, ms: Math.max(upToMs, LEAST_MS) });
  }
  return points;
}

/** The horizontal axis of a spectrum, up to tail `last`. */
export function tailEncoding(last: number, title: string) {
  return {
    field: "tail",
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [1, last], nice: false },
    axis: {
      values: [1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].filter((tail) => tail <= last),
      labelExpr: TAIL_LABEL,
      grid: true,
      title,
    },
  };
}
