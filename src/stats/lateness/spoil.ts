import type { AttainmentObjective, LatencyObjective, Objective } from "../../result/objective.ts";
import type { LatenessRule } from "./rule.ts";
import type { RunTimes, SpoilableTime } from "./run-times.ts";
import type { Statistic } from "./without-waits.ts";

/** The part of a figure that lateness added, and how large it may be. */
export interface Spoil {
  readonly time: SpoilableTime;
  readonly statistic: Statistic;
  /** ms, or for a share of requests the share. */
  readonly added: number;
  readonly most: number;
  /** Whether more was added while answers were read than before requests were sent. */
  readonly receiving: boolean;
  readonly unit: "ms" | "share";
}

/** The times that are counted from when a request was intended, and the same from when it was sent. */
const FROM_SENT: Partial<Record<SpoilableTime, SpoilableTime>> = {
  response: "service",
  ttft: "ttftFromSent",
};

/**
 * What lateness added to a figure: at sending, the figure from when requests were intended less the same figure from when they were sent; at
 * reading, the same figure less what it would be had nothing waited for the machine. Null where there is no such figure.
 */
export function spoilOf(
  times: RunTimes,
  time: SpoilableTime,
  statistic: Statistic,
  rule: LatenessRule,
): Spoil | null {
  const figure = times.at(time, statistic);
  if (figure === null) return null;
  const sentTime = FROM_SENT[time] ?? time;
  const fromSent = times.at(sentTime, statistic) ?? figure;
  const read = times.withoutWaits(sentTime, statistic) ?? fromSent;
  const [sending, receiving] = [figure - fromSent, fromSent - read];
  return {
    time,
    statistic,
    added: Math.max(0, sending, receiving),
    most: Math.max(rule.ms, rule.share * figure),
    receiving: receiving > sending,
    unit: "ms",
  };
}

export function isSpoiled({ added, most }: Spoil): boolean {
  return added > most;
}

/**
 * What lateness added to the figure that an objective is about; null where that is no time of requests, or failed requests decide it.
 */
export function spoilOfObjective(objective: Objective, times: RunTimes, rule: LatenessRule): Spoil | null {
  switch (objective.kind) {
    case "latency":
      return spoilOfLatency(objective, times, rule);
    case "attainment":
      return spoilOfAttainment(objective, times, rule);
    case "figure":
      return objective.figure === "tail" ? spoilOfTail(times, rule) : null;
  }
}

function spoilOfLatency(objective: LatencyObjective, times: RunTimes, rule: LatenessRule): Spoil | null {
  const { latency, statistic } = objective;
  if (typeof statistic === "string") return spoilOf(times, latency, statistic, rule);
  const ofOk = times.ofScheduled(latency, statistic);
  const spoil = ofOk === null ? null : spoilOf(times, latency, ofOk, rule);
  return spoil && { ...spoil, statistic };
}

/** The spread between p50 and p95, which lateness may make larger or smaller. */
function spoilOfTail(times: RunTimes, rule: LatenessRule): Spoil | null {
  const at = (time: SpoilableTime, percentile: number) => times.at(time, percentile) ?? 0;
  const spoil = spoilOf(times, "response", 95, rule);
  if (spoil === null) return null;
  const tail = at("response", 95) - at("response", 50);
  const added = Math.abs(tail - (at("service", 95) - at("service", 50)));
  return {
    ...spoil,
    added: Math.max(added, spoil.receiving ? spoil.added : 0),
    most: Math.max(rule.ms, rule.share * tail),
  };
}

/**
 * What lateness took from a share of requests that keep limits: those which only lateness kept from it. It is too much where it
 * decides whether the objective holds, or is more than the allowed share of the figure.
 */
function spoilOfAttainment(
  objective: AttainmentObjective,
  times: RunTimes,
  rule: LatenessRule,
): Spoil | null {
  const found = times.attainment(objective, rule);
  const [limit] = objective.limits;
  if (found === null || limit === undefined || found.of === 0) return null;
  const [share, added] = [found.within / found.of, found.spoiled / found.of];
  const room = share < objective.share && share + added >= objective.share ? 0 : rule.share * share;
  return { time: limit.latency, statistic: "mean", added, most: room, receiving: false, unit: "share" };
}
