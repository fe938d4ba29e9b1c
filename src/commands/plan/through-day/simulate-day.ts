import type { Host } from "../../../core/host.ts";
import type { DayOutcome } from "../../../planning/hours/day-outcome.ts";
import { DAY_MS } from "../../../planning/hours/day-scenario.ts";
import { DayTally } from "../../../planning/hours/day-tally.ts";
import { sourceOf } from "../../../scenario/source-of.ts";
import { readAutoscalerManifest } from "../../../simulator/autoscalers/manifest/index.ts";
import { meanReplicas, type ReplicaCount } from "../../../simulator/scaling.ts";
import { Simulation } from "../../../simulator/simulation.ts";
import { scalingBy } from "../../simulate/scaling-of.ts";
import { simulationPlanOf } from "../../simulate/simulation-plan.ts";
import { readyOrder } from "../simulate-window.ts";
import type { DayOrder } from "./day-order.ts";

const HOUR_MS = 3_600_000;
/** Longest lists that are kept of a day. */
const MOST_DECISIONS = 300;
const MOST_CHANGES = 3000;

/** Simulates a whole day of one fleet under one seed, from midnight on, as its autoscaler scales it. */
export async function simulateDay(order: DayOrder, host: Host): Promise<DayOutcome> {
  const { manifest, seed } = order;
  const prepared = await readyOrder(order, host);
  const scaling =
    manifest === null
      ? prepared.scaling
      : scalingBy(readAutoscalerManifest(manifest.text, manifest.file), prepared.options);
  const ready = { ...prepared, scaling };
  const source = sourceOf({ load: order.scenario.load, plan: ready.plan }, { index: 0, of: 1 });
  const tally = new DayTally(ready.objectives, seed, ready.options.timeoutMs);
  const simulation = new Simulation(simulationPlanOf(ready, null), source, (sample) => tally.add(sample));
  simulation.advance(Number.POSITIVE_INFINITY);
  const replicas = ready.options.replicas;
  // Requests of the last hour may end after midnight, and the autoscaler goes on until then.
  const isOfDay = ({ atMs }: { readonly atMs: number }) => atMs < DAY_MS;
  const counts: readonly ReplicaCount[] = simulation.scaling?.counts.filter(isOfDay) ?? [
    { atMs: 0, existing: replicas, ready: replicas },
  ];
  const log = simulation.scaling?.log;
  const changes = (log?.lines ?? []).filter(
    (decision) => decision.current !== decision.desired && isOfDay(decision),
  );
  const hours = tally.outcomes();
  return {
    seed,
    hours: [...hours],
    paid: hours.map((_, hour) => meanReplicas(counts, HOUR_MS * hour, HOUR_MS * (hour + 1))),
    replicas: counts.slice(0, MOST_CHANGES),
    decisions: changes.slice(0, MOST_DECISIONS).map((decision) => ({
      ...decision,
      metrics: [...decision.metrics],
      heldBackBy: [...decision.heldBackBy],
    })),
    omittedDecisions: Math.max(0, changes.length - MOST_DECISIONS) + (log?.omitted ?? 0),
  };
}
