import { largest } from "../../core/extremes.ts";
import { createRng } from "../../core/rng.ts";
import { LENGTHS, lengthDistribution, lengthsSchema } from "../../payloads/lengths/index.ts";
import { parsePayloadSpec } from "../../payloads/spec.ts";
import type { SweepResult } from "../../result/sweep-result.ts";
import { keyOf } from "../../sweep/axes.ts";
import { failsTooOften } from "../../sweep/fails-too-often.ts";
import { without } from "./points.ts";
import { variantOf } from "./variants.ts";

/** The draws that give mean, spread and padding of a distribution: the error of a share stays below 1 %. */
const DRAWS = 20_000;

export interface LengthSpread {
  /** The distribution of lengths, as the value of the axis. */
  readonly lengths: string;
  readonly mean: number;
  /** Standard deviation over mean: 0 = all inputs are equally long. */
  readonly cv: number;
  /** Share of the tokens that is padding, where inputs run together are filled up to the longest; null: not known. */
  readonly paddingShare: number | null;
}

export interface LengthEfficiency {
  readonly spreads: readonly LengthSpread[];
  /**
   * Requests in one run of the model, as the server counted where lengths vary least; null where it does not count.
   */
  readonly perRun: number | null;
  /** Ratios of inferences per second to those of the distribution that varies least, all else equal. */
  readonly ratios: readonly { readonly variant: string; readonly lengths: string; readonly ratio: number }[];
}

/** The effect of the spread of lengths on throughput; a sentence with the reason where the sweep cannot tell. */
export function lengthEfficiency(result: SweepResult): LengthEfficiency | string {
  const axis = result.axes.find(({ name }) => name === "lengths");
  if (axis === undefined)
    return "the sweep has no axis of lengths, such as --lengths fixed:64 --lengths uniform:1-127";
  const drawn = axis.values.flatMap((value) => drawsOf(value, result.seed) ?? []);
  const spreads = drawn
    .map(({ lengths, draws }) => ({ lengths, draws, ...spreadOf(draws) }))
    .sort((a, b) => a.cv - b.cv);
  const base = spreads[0];
  if (base === undefined || spreads.length < 2)
    return "fewer than two of the distributions can be drawn from; those of traces are not in the result";
  const ratios = ratiosTo(base.lengths, result);
  if (ratios.every(({ lengths }) => lengths === base.lengths))
    return "no two points that differ in their lengths alone were measured";
  const perRun = requestsPerRun(result, base.lengths);
  return {
    perRun,
    ratios,
    spreads: spreads.map(({ draws, ...spread }) => ({
      ...spread,
      paddingShare: perRun === null ? null : paddingShare(draws, Math.max(1, Math.round(perRun))),
    })),
  };
}

function drawsOf(text: string, seed: number): { lengths: string; draws: number[] } | null {
  const lengths = lengthsSchema.parse(parsePayloadSpec("--lengths", text, LENGTHS));
  if (lengths.kind === "trace") return null;
  const rng = createRng(seed, `report ${text}`);
  const { draw } = lengthDistribution(lengths);
  return { lengths: text, draws: Array.from({ length: DRAWS }, () => draw(lengths, rng, {})) };
}

function spreadOf(draws: readonly number[]): { mean: number; cv: number } {
  const mean = draws.reduce((sum, length) => sum + length, 0) / draws.length;
  const variance = draws.reduce((sum, length) => sum + (length - mean) ** 2, 0) / draws.length;
  return { mean, cv: Math.sqrt(variance) / mean };
}

/** Share of padding, 1 − Σ lengths ÷ Σ (longest of a group × size of the group), over groups in the order drawn. */
function paddingShare(draws: readonly number[], perRun: number): number {
  let filled = 0;
  let padded = 0;
  for (let from = 0; from + perRun <= draws.length; from += perRun) {
    const group = draws.slice(from, from + perRun);
    filled += group.reduce((sum, length) => sum + length, 0);
    padded += perRun * largest(group);
  }
  return padded === 0 ? 0 : 1 - filled / padded;
}

/**
 * Ratios of throughput to the base distribution: for each variant and distribution the geometric mean over the points
 * that have a partner at the base.
 */
function ratiosTo(base: string, result: SweepResult): LengthEfficiency["ratios"] {
  // A point at which many requests failed was asked for less work than the others.
  const sound = result.points.filter(({ failedShare }) => !failsTooOften([], failedShare));
  const speeds = new Map(sound.map(({ point, inferencesPerSec }) => [keyOf(point), inferencesPerSec]));
  const logs = new Map<string, { variant: string; lengths: string; logs: number[] }>();
  for (const { point, inferencesPerSec } of sound) {
    const partner = speeds.get(keyOf({ ...without(point, ["lengths"]), lengths: base })) ?? null;
    const { lengths } = point;
    if (lengths === undefined || !partner || !inferencesPerSec) continue;
    const variant = variantOf(result, point);
    const key = JSON.stringify([variant, lengths]);
    const group = logs.get(key) ?? { variant, lengths, logs: [] };
    group.logs.push(Math.log(inferencesPerSec / partner));
    logs.set(key, group);
  }
  return [...logs.values()].map(({ variant, lengths, logs }) => ({
    variant,
    lengths,
    ratio: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length),
  }));
}

function requestsPerRun({ points, fixed }: SweepResult, base: string): number | null {
  const counts = points.flatMap(({ point, meanBatch }) =>
    point.lengths === base && meanBatch !== null ? [meanBatch / Number(point.batch ?? fixed.batch ?? 1)] : [],
  );
  return counts.length === 0 ? null : largest(counts);
}
