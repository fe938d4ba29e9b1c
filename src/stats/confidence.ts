import type { FigureConfidence, LatencySummary } from "../result/latency.ts";
import { PERCENTILE_KEYS, PERCENTILES } from "../result/latency-figures.ts";
import { type BatchMeans, batchMeans, whyDependent } from "./batch-means.ts";
import type { Histogram } from "./histogram.ts";
import type { LatencyBlocks } from "./latency-blocks.ts";
import { quantileRanks } from "./order-statistics.ts";
import { NORMAL_975, studentT975 } from "./student-t.ts";

const CONFIDENCE = 0.95;
/**
 * Fewest effective requests. Whether a run is long enough is asked of its plan (`repetition.ts`): a high limit here would
 * leave intervals to just those runs whose spread is too small by chance.
 */
const FEWEST_EFFECTIVE = 10;

/**
 * The confidence of the mean and of each stated percentile of a run. Its requests are not independent (one burst makes
 * many of them slow at once), so the unit that is repeated is a block of time (`batch-means.ts`).
 *
 * For a percentile p with value q, the share of requests above q is a mean, whose variance batch means give. That
 * variance divided by p(1−p)/n, its value for n independent requests, is the variance inflation; n divided by the
 * inflation, never above n, is the effective count; and the interval is that of order statistics of as many independent
 * requests. (The way of Heidelberger & Lewis 1984, "Quantile estimation in dependent sequences", to widen a binomial
 * interval.)
 *
 * A higher percentile is taken to be no surer than a lower one: in a run that happened to see few bursts, the handful
 * of requests beyond p99 do not show how they clump, while the many beyond p50 do.
 *
 * The inflation is itself estimated from few batches. As Student's t does for a mean, the ranks allow for that: they
 * are taken at the effective count times (z/t)².
 *
 * @param unrepeated why the run does not hold enough of what makes it vary (`repetition.ts`); null where it does
 */
export function responseConfidence(
  summary: LatencySummary,
  response: Histogram,
  blocks: LatencyBlocks,
  unrepeated: string | null,
): Record<string, FigureConfidence> {
  const figures = [...PERCENTILE_KEYS, "mean" as const].filter((key) => summary[key] !== null);
  if (unrepeated !== null) return Object.fromEntries(figures.map((key) => [key, unknown(unrepeated)]));
  const confidence: Record<string, FigureConfidence> = {};
  const buckets = blocks.all.map((block) => block.buckets());
  let below = 1;
  for (const key of PERCENTILE_KEYS) {
    const quantileMs = summary[key];
    if (quantileMs === null) continue;
    const above = blocks.all.map(({ count }, i) => ({
      count,
      amount: (buckets[i] ?? []).reduce((sum, b) => sum + (b.upToMs > quantileMs ? b.count : 0), 0),
    }));
    const found = ofPercentile(PERCENTILES[key] / 100, response, batchMeans(above), below, blocks);
    below = found.varianceInflation ?? Number.POSITIVE_INFINITY;
    confidence[key] = found;
  }
  if (summary.mean !== null) confidence.mean = ofMean(response, blocks);
  return confidence;
}

function ofPercentile(
  quantile: number,
  response: Histogram,
  found: BatchMeans | null,
  leastInflation: number,
  blocks: LatencyBlocks,
): FigureConfidence {
  if (found === null || leastInflation === Number.POSITIVE_INFINITY) return unknown(whyDependent(blocks));
  const known = inflation(found, found.ratio * (1 - found.ratio), response.count, leastInflation);
  const allowance = (NORMAL_975 / studentT975(found.batches - 1)) ** 2;
  const count = Math.floor(known.effectiveCount * allowance);
  const ranks = quantileRanks(count, quantile, CONFIDENCE);
  if (ranks === null || known.effectiveCount < FEWEST_EFFECTIVE)
    return { ...known, interval: null, absent: tooFew(known) };
  // Half a rank below: the way from ranks of fewer requests to those of all must not round up to the next one.
  const at = (rank: number) => response.atRankMs(Math.ceil(((rank - 0.5) * response.count) / count));
  return { ...known, interval: { low: at(ranks.low), high: at(ranks.high) }, absent: null };
}

function ofMean(response: Histogram, blocks: LatencyBlocks): FigureConfidence {
  const found = batchMeans(blocks.all.map(({ count, meanMs }) => ({ count, amount: count * meanMs })));
  if (found === null) return unknown(whyDependent(blocks));
  const known = inflation(found, response.standardDeviationMs ** 2, response.count, 1);
  if (known.effectiveCount < FEWEST_EFFECTIVE) return { ...known, interval: null, absent: tooFew(known) };
  const halfMs = studentT975(found.batches - 1) * Math.sqrt(found.variance);
  return {
    ...known,
    interval: { low: Math.max(0, found.ratio - halfMs), high: found.ratio + halfMs },
    absent: null,
  };
}

interface Inflation {
  readonly varianceInflation: number;
  readonly effectiveCount: number;
  readonly batches: number;
}

function tooFew({ effectiveCount }: Inflation): string {
  return `the run is worth ${Math.floor(effectiveCount)} independent requests, too few`;
}

/**
 * The variance inflation of a figure, and the effective count it leaves; where requests do not differ at all, there is
 * nothing to inflate.
 */
function inflation(
  { variance, batches }: BatchMeans,
  perRequest: number,
  count: number,
  least: number,
): Inflation {
  const varianceInflation = Math.max(least, perRequest > 0 ? (variance * count) / perRequest : 1);
  return { varianceInflation, effectiveCount: count / varianceInflation, batches };
}

function unknown(absent: string): FigureConfidence {
  return { interval: null, varianceInflation: null, effectiveCount: null, batches: 0, absent };
}
