import { largest } from "../core/extremes.ts";
import type { FigureConfidence } from "../result/latency.ts";
import { PERCENTILE_KEYS, PERCENTILES } from "../result/latency-figures.ts";
import { type Batch, batchMeans, whyDependent } from "./batch-means.ts";
import type { Unrepeated } from "./repetition.ts";
import { NORMAL_95, studentT } from "./student-t.ts";
import type { TimeBlocks } from "./time-blocks.ts";

/** The requests that a share is of, in blocks of time. */
export type BlocksOfRequests = Pick<TimeBlocks<Batch>, "all" | "blockMs">;

/** The number of independent requests that a run is worth, and why it is not more where its own spread cannot tell. */
export interface Worth {
  readonly worth: number;
  /** Why the run is worth no more than its repetitions, in words; null where its spread tells. */
  readonly why: string | null;
}

/**
 * The number of independent requests that would tell as much of a share as those of a run. They clump (one burst makes many of them slow), so
 * their number is divided by the variance inflation of the share, as batch means give it (`confidence.ts`), and by (t/z)², because
 * the inflation itself was estimated. Where no more miss than may, there are too few of them to show how they clump: they are taken to
 * clump no less than what lies beyond the percentiles below.
 *
 * Where the run does not hold enough of what makes it vary, each repetition that it holds counts for one request, and each of its batches
 * at most, since queues may outlast a repetition: the mean of values between 0 and 1 varies no more than that of as many zeros and ones.
 *
 * @param blocks the requests of each block of time, and how many of them miss
 * @param required the share that must keep the objective
 * @param confidence of the response time of the run, by percentile
 */
export function worthOf(
  blocks: BlocksOfRequests,
  required: number,
  confidence: Readonly<Record<string, FigureConfidence>>,
  unrepeated: Unrepeated | null,
): Worth {
  const of = blocks.all.reduce((sum, { count }) => sum + count, 0);
  const found = batchMeans(blocks.all);
  if (unrepeated !== null)
    return { worth: Math.min(of, unrepeated.cycles, found?.batches ?? 1), why: unrepeated.why };
  if (found === null) return { worth: Math.min(of, 1), why: whyDependent(blocks) };
  const { ratio, variance, batches } = found;
  const own = ratio > 0 && ratio < 1 ? (variance * of) / (ratio * (1 - ratio)) : 1;
  const allowance = (NORMAL_95 / studentT(batches - 1, 0.05)) ** 2;
  const worth = (inflation: number) => (of / Math.max(1, inflation)) * allowance;
  if (1 - ratio < required) return { worth: worth(own), why: null };
  const below = PERCENTILE_KEYS.filter((key) => PERCENTILES[key] <= 100 * required).flatMap(
    (key) => confidence[key] ?? [],
  );
  const unknown = below.find(({ varianceInflation }) => varianceInflation === null);
  if (unknown !== undefined) return { worth: Math.min(of, 1), why: unknown.absent };
  const least = largest(
    below.map(({ varianceInflation }) => varianceInflation ?? 1),
    own,
  );
  return { worth: worth(least), why: null };
}
