import type { ScrapedReadings } from "../../metrics/scraped-readings.ts";
import type { FleetReading, ReplicaReading } from "../fleet-reading.ts";
import { groupReplicas } from "./group-replicas.ts";
import type { ControllerSettings, HpaMetric } from "./options.ts";
import { proposeForFleet } from "./per-fleet.ts";
import { proposePerReplica } from "./per-replica.ts";
import { type Proposal, type Tolerances, targetToMilli, toMilli } from "./proposal.ts";

/** A replica answers a scrape of its metrics once it is ready, and until it is gone: before it, its port is closed. */
export const answersScrape = ({ isReady, isEnding, startedMs }: ReplicaReading): boolean =>
  isReady || (isEnding && startedMs !== null);

/** The use of resources is told by the node: from when the container runs. */
const isMeasuredByNode = ({ startedMs }: ReplicaReading): boolean => startedMs !== null;

/** What one metric proposes, by what was scraped of it. */
export function proposeFor(
  metric: HpaMetric,
  scraped: ScrapedReadings,
  fleet: FleetReading,
  current: number,
  tolerances: Tolerances,
  settings: Pick<ControllerSettings, "cpuInitialisationMs" | "initialReadinessDelayMs">,
): Proposal {
  const { name, of, query, target } = metric;
  if (of === "fleet") {
    const value = scraped.ofFleet(query, answersScrape);
    return proposeValue(metric, value === null ? null : toMilli(value), fleet, current, tolerances);
  }
  const isScraped = of === "resource" ? isMeasuredByNode : answersScrape;
  const known = new Set(fleet.replicas.map(({ id }) => id));
  const values = new Map(
    scraped
      .ofReplicas(query, isScraped)
      .filter(({ id }) => known.has(id))
      .map(({ id, value }) => [id, toMilli(value)] as const),
  );
  const cpu =
    of === "resource" && name === "cpu"
      ? {
          initialisationMs: settings.cpuInitialisationMs,
          initialReadinessDelayMs: settings.initialReadinessDelayMs,
          windowMs: query.windowMs,
          scrapedMs: scraped.lastMs ?? 0,
        }
      : null;
  const groups = groupReplicas(fleet.replicas, (id) => values.has(id), fleet.nowMs, cpu);
  const isUtilisation = target.type === "utilization";
  const held = {
    name,
    type: isUtilisation ? ("utilization" as const) : ("average-value" as const),
    target: isUtilisation ? target.value : targetToMilli(target.value),
  };
  return proposePerReplica(held, values, groups, current, tolerances);
}

/** What a value of the whole fleet proposes. @param usage in thousandths; null where there is none */
export function proposeValue(
  { name, target }: Pick<HpaMetric, "name" | "target">,
  usage: number | null,
  fleet: FleetReading,
  current: number,
  tolerances: Tolerances,
): Proposal {
  const type = target.type === "average-value" ? "average-value" : "value";
  const held = { name, type, target: targetToMilli(target.value) } as const;
  return proposeForFleet(held, usage, fleet.replicas, current, tolerances);
}
