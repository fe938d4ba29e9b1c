import { blockLevels } from "./block-levels.ts";
import { differenceFromRest, type Stretch, strongestSlope, strongestStretch } from "./change-test.ts";
import type { Block, BlockLatencies } from "./latency-blocks.ts";
import { judgeTrend } from "./trend-test.ts";

/**
 * Largest scores that chance makes, in standard deviations. The trend is one test, the other two take the largest of some
 * hundred stretches. Of 1500 simulated runs of 20 s under Poisson traffic (docs/metrics.md) none passed any of them at loads of 0.3 and
 * 0.6, and 2 % at 0.9, 1.3 % that of the trend. With 3.29 in place of 3 it would be 0.7 %, and of servers that got slower by half,
 * a trend would be found in 10 to 40 % fewer.
 */
const LIMITS = { trend: 3, "step or episode": 6.7, "climb or fall": 4.6 } as const;
/** Score from which the traffic changed along with response time, the same way. */
const LEAST_TRAFFIC = 2;

/** A way in which response time changed in the course of a run, found or not. */
export interface Change {
  readonly kind: keyof typeof LIMITS;
  /** Standard deviations; of a trend and a step below 0 where response time became shorter. */
  readonly score: number;
  readonly limit: number;
  /** First block of the stretch that differs, and the one after its last; of a trend all of them. */
  readonly from: number;
  readonly to: number;
  /** Mean response time in the first third and the last, in the rest of the run and in the step, in the halves of a climb, ms. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Change as a share of the mean of the run; of a step or an episode, by how much it moved that mean. */
  readonly moved: number;
  /** Whether the traffic changed at the same time in the way that would explain it. */
  readonly isTraffic: boolean;
}

/**
 * The trend of response time over the blocks of a run, its strongest step or episode, and its strongest climb or fall,
 * whatever their size. Empty blocks are passed over, and counted in the places.
 *
 * @param counts requests that were due in each block; null where the server itself makes the traffic
 */
export function findChanges(blocks: readonly BlockLatencies[], counts: readonly number[] | null): Change[] {
  const places = blocks.flatMap(({ count }, i) => (count > 0 ? [i] : []));
  const answered = blocks.filter(({ count }) => count > 0);
  const traffic = counts === null ? null : places.map((place) => counts[place] ?? 0);
  const levels = blockLevels(answered);
  const found = [
    trendOf(answered, traffic),
    stepOf(answered, levels, traffic),
    slopeOf(answered, levels, traffic),
  ];
  return found.map((change) => ({
    ...change,
    limit: LIMITS[change.kind],
    from: places[change.from] ?? 0,
    to: (places[change.to - 1] ?? 0) + 1,
  }));
}

type Found = Omit<Change, "limit">;

function trendOf(blocks: readonly Block[], traffic: readonly number[] | null): Found {
  const means = blocks.map(({ meanMs }) => meanMs);
  const { score } = judgeTrend(means);
  const third = Math.floor(means.length / 3);
  const [beforeMs, afterMs] = [average(means.slice(0, third)), average(means.slice(-third))];
  return {
    kind: "trend",
    score,
    from: 0,
    to: blocks.length,
    beforeMs,
    afterMs,
    moved: (afterMs - beforeMs) / average(means),
    isTraffic: traffic !== null && alike(judgeTrend(traffic).score, score),
  };
}

function stepOf(
  blocks: readonly Block[],
  levels: readonly number[],
  traffic: readonly number[] | null,
): Found {
  const stretch = shorter(strongestStretch(levels), levels.length);
  const beforeMs = meanMs([...blocks.slice(0, stretch.from), ...blocks.slice(stretch.to)]);
  const afterMs = meanMs(blocks.slice(stretch.from, stretch.to));
  const direction = Math.sign(afterMs - beforeMs);
  return {
    kind: "step or episode",
    ...stretch,
    score: direction * stretch.score,
    beforeMs,
    afterMs,
    moved: meanMs(blocks) / beforeMs - 1,
    isTraffic: isOfTraffic(traffic, stretch, direction),
  };
}

function slopeOf(
  blocks: readonly Block[],
  levels: readonly number[],
  traffic: readonly number[] | null,
): Found {
  const stretch = strongestSlope(levels);
  // By halves: a single odd block at one end is no climb.
  const middle = Math.ceil((stretch.from + stretch.to) / 2);
  const beforeMs = meanMs(blocks.slice(stretch.from, middle));
  const afterMs = meanMs(blocks.slice(middle, stretch.to));
  const direction = Math.sign(afterMs - beforeMs);
  return {
    kind: "climb or fall",
    ...stretch,
    score: direction * stretch.score,
    beforeMs,
    afterMs,
    moved: (afterMs - beforeMs) / meanMs(blocks),
    isTraffic: isOfTraffic(traffic, stretch, direction),
  };
}

/** Takes the shorter side of a step: what lasted longer is what the run is like. */
function shorter(stretch: Stretch, count: number): Stretch {
  const { from, to, score } = stretch;
  if (from === 0 && to > count / 2 && to < count) return { score, from: to, to: count };
  if (to === count && from > 0 && from < count / 2) return { score, from: 0, to: from };
  return stretch;
}

function isOfTraffic(traffic: readonly number[] | null, { from, to }: Stretch, direction: number): boolean {
  return traffic !== null && alike(differenceFromRest(traffic, from, to), direction);
}

function alike(trafficScore: number, direction: number): boolean {
  return Math.abs(trafficScore) > LEAST_TRAFFIC && Math.sign(trafficScore) === Math.sign(direction);
}

/** Mean over the requests of several blocks, ms. */
function meanMs(blocks: readonly Block[]): number {
  const count = blocks.reduce((sum, block) => sum + block.count, 0);
  return blocks.reduce((sum, block) => sum + block.count * block.meanMs, 0) / count;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
