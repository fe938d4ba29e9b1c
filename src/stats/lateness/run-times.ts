import type { GeneratorHealth } from "../../result/generator.ts";
import type { LatencySummary } from "../../result/latency.ts";
import type { AttainmentObjective } from "../../result/objective.ts";
import { percentileKeyOf } from "../../result/objective.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { Histogram } from "../histogram.ts";
import type { LatencyHistograms } from "../latency-histograms.ts";
import type { LatenessRule } from "./rule.ts";
import { pushedBeyond, type Statistic, type Wait, withoutWaits } from "./without-waits.ts";

/** The times of a request that lateness can spoil. */
export const SPOILABLE_TIMES = ["response", "service", "ttft", "ttftFromSent", "tpot", "chunkGap"] as const;
export type SpoilableTime = (typeof SPOILABLE_TIMES)[number];

/** The times of a run, as far as the rule on lateness asks for them; null where a figure is not known. */
export interface RunTimes {
  at(time: SpoilableTime | "sendLag", statistic: Statistic): number | null;
  /** The statistic as if no answer had waited for the machine before it was read. */
  withoutWaits(time: SpoilableTime, statistic: Statistic): number | null;
  /** The percentile of the ok requests that is a percentile of all scheduled ones; null where failures are in its way. */
  ofScheduled(time: SpoilableTime, percentile: number): number | null;
  /** Requests that keep the limits of an attainment, and those that only lateness beyond a rule kept from it. */
  attainment(objective: AttainmentObjective, rule: LatenessRule): Attainment | null;
}

/** Counts of the requests of an attainment. */
export interface Attainment {
  readonly within: number;
  readonly spoiled: number;
  readonly of: number;
}

/** The times of a run of which there are summaries only: percentiles that are stated, and no waits. */
export function summarisedTimes(
  latencyMs: Partial<Record<SpoilableTime | "sendLag", LatencySummary | null>>,
): RunTimes {
  const at = (time: SpoilableTime | "sendLag", statistic: Statistic) => {
    const key = typeof statistic === "string" ? statistic : percentileKeyOf(statistic);
    return key === undefined ? null : (latencyMs[time]?.[key] ?? null);
  };
  return { at, withoutWaits: at, ofScheduled: (_, percentile) => percentile, attainment: () => null };
}

/** The facts of a run that its times are read from. */
export interface TimedRun {
  readonly loop: RunResult["load"]["kind"];
  readonly total: LatencyHistograms;
  /** Number of scheduled requests that were not answered ok. */
  readonly failed: number;
  /** Output tokens of an answer on average; null where they are not known. */
  readonly tokensPerAnswer: number | null;
  readonly health: GeneratorHealth | null;
  attainment(objective: AttainmentObjective): Attainment | null;
}

/** The times of a run by their histograms: any statistic of them, and what they would be without waits for the machine. */
export function recordedTimes(run: TimedRun): RunTimes {
  const { total, failed } = run;
  const waits = waitsOf(run);
  const of = (time: SpoilableTime | "sendLag"): Histogram | null => {
    const histogram =
      time === "response" || time === "service" || time === "sendLag" ? total[time] : total.tokens?.[time];
    return histogram === undefined || histogram.count === 0 ? null : histogram;
  };
  return {
    at(time, statistic) {
      const histogram = of(time);
      if (histogram === null) return null;
      if (typeof statistic === "number") return histogram.percentileMs(statistic);
      return statistic === "max" ? histogram.maxMs : histogram.meanMs;
    },
    withoutWaits(time, statistic) {
      const histogram = of(time);
      return histogram && withoutWaits(histogram, waitsIn(time, waits, run), statistic);
    },
    ofScheduled(time, percentile) {
      const ok = of(time)?.count ?? 0;
      const rank = Math.ceil((percentile / 100) * (ok + failed) - 1e-9);
      return rank > ok ? null : (100 * (rank - 0.5)) / ok;
    },
    attainment(objective, rule) {
      const counted = run.attainment(objective);
      if (counted === null) return null;
      const pushed = objective.limits.map(({ latency, limitMs }) => {
        const time = latency === "response" ? "service" : latency === "ttft" ? "ttftFromSent" : latency;
        const histogram = of(time);
        const tooLong = waits.filter(({ ms }) => ms >= Math.max(rule.ms, rule.share * limitMs));
        return histogram === null ? 0 : pushedBeyond(histogram, waitsIn(time, tooLong, run), limitMs);
      });
      return { ...counted, spoiled: counted.spoiled + pushed.reduce((sum, count) => sum + count, 0) };
    },
  };
}

/** Share of the cores from which our own threads leave none for the witness: then it waits for them, and says nothing of the machine. */
const ROOM_SHARE = 0.9;

/** Whether the thread that only sleeps and wakes had a core to wake on. */
export function hasRoom({ cpuCores, availableCores }: GeneratorHealth): boolean {
  return cpuCores < ROOM_SHARE * availableCores;
}

/**
 * How long answers waited to be read, because the machine stood still: as long as a thread that only sleeps and wakes, and no
 * longer than requests waited to be sent, which comes up at moments of the plan and waits for the same thread. (In a closed loop it comes
 * up behind answers, so there the first must do.)
 */
function waitsOf({ loop, total: { sendLag }, health }: TimedRun): readonly Wait[] {
  const waits = health?.machineWaits ?? null;
  if (health === null || waits === null || sendLag.count === 0) return [];
  if (loop === "closed") return hasRoom(health) ? waits : [];
  return waits
    .map(({ ms, share }) => ({ ms, share: Math.min(share, sendLag.countAbove(ms) / sendLag.count) }))
    .filter(({ share }) => share > 0);
}

/** The waits as they are in a time: in a time per token, a wait is spread over the tokens of the answer. */
function waitsIn(
  time: SpoilableTime | "sendLag",
  waits: readonly Wait[],
  { tokensPerAnswer }: TimedRun,
): readonly Wait[] {
  if (time !== "tpot") return waits;
  const gaps = (tokensPerAnswer ?? 0) - 1;
  return gaps > 0 ? waits.map(({ ms, share }) => ({ ms: ms / gaps, share })) : [];
}
