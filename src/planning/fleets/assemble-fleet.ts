import { largest, smallest } from "../../core/extremes.ts";
import type { Objective } from "../../result/objective.ts";
import type { PlanFleet, PlanMachine, PlanResult } from "../../result/plan-result.ts";
import type { BatcherName } from "../../simulator/applied/applied-form.ts";
import { writeAppliedSettings } from "../../simulator/applied/index.ts";
import { busiestHour, type Demand, HOURS_PER_MONTH, meanPerSec, requestsPerMonth } from "../demand/demand.ts";
import { figureOf, judgedObjectives, keepsAll, worstOf } from "../windows/evaluation.ts";
import { batchWork } from "./batch-work.ts";
import { costParts } from "./cost-parts.ts";
import { energyOf } from "./energy.ts";
import { boundFor, outOfObjective } from "./out-of-objective.ts";
import { provenanceOf } from "./provenance.ts";
import type { WorkedOutFleet } from "./worked-out.ts";

/** Everything that a fleet of one machine type is told by. */
export interface FleetFacts {
  readonly machine: PlanMachine;
  readonly settings: PlanFleet["settings"];
  readonly command: readonly string[];
  readonly spare: number;
  readonly work: WorkedOutFleet;
  readonly notes: readonly string[];
}

/** What all fleets of a plan share. */
export interface PlanFacts {
  readonly demand: Demand;
  readonly demandKind: PlanResult["demand"]["provenance"]["kind"];
  readonly objectives: readonly Objective[];
  readonly itemsPerRequest: number;
  readonly meanLength: number | null;
  readonly errorBudget: number;
  readonly budgetPerMonth: number | null;
  readonly usdPerKwh: number | null;
  readonly co2GramsPerKwh: number | null;
}

/** One fleet as a plan tells it. */
export function assembleFleet(facts: FleetFacts, plan: PlanFacts): PlanFleet {
  const { machine, settings, command, spare, work, notes } = facts;
  const { demand, objectives } = plan;
  const { normal } = work;
  const replicas = work.replicas + spare;
  const { pricePerHour, kind: priceKind } = machine.price;
  const peak = busiestHour(demand).busiestPerSec;
  const cost = costOf(facts, plan);
  const loadLine = loadLineOf(work, objectives, peak);
  const minutesOf = outOfObjective(demand.hours, work.hours, plan.errorBudget);
  const oneMoreMinutes = outOfObjective(
    demand.hours.filter(({ busiestPerSec }) => busiestPerSec === peak),
    [{ ratePerSec: peak, evaluation: work.oneMore }],
    plan.errorBudget,
  );
  return {
    machine: machine.name,
    replicas,
    ratePerSec: peak,
    p99Ms: figureOf(normal, (one) => one.p99Ms).mean,
    costPerMillionRequests: cost.perMillionRequests,
    costPerMonth: cost.perMonth,
    spotShare: 0,
    provenance: provenanceOf(machine, plan.demandKind),
    keepsObjectives: keepsAll(normal, objectives),
    withinBudget: plan.budgetPerMonth === null ? null : cost.perMonth <= plan.budgetPerMonth,
    pieces: [
      { machine: machine.name, replicas, spare, pricePerHour, priceKind, lengths: null, ratePerSec: peak },
    ],
    settings,
    command: [...command],
    peak: {
      p50Ms: figureOf(normal, (one) => one.p50Ms),
      p95Ms: figureOf(normal, (one) => one.p95Ms),
      p99Ms: figureOf(normal, (one) => one.p99Ms),
      meanMs: figureOf(normal, (one) => one.meanMs),
      failedShare: figureOf(normal, (one) => (one.requests === 0 ? null : one.failed / one.requests)),
      meanBatch: figureOf(normal, (one) => one.meanBatch),
      requests: normal.outcomes.reduce((sum, one) => sum + one.requests, 0),
    },
    objectives: judgedObjectives(normal, objectives),
    hours: demand.hours.map(({ hour, busiestPerSec }) => {
      const bound = boundFor(busiestPerSec, work.hours);
      const isSimulated = bound !== undefined && Math.abs(bound.ratePerSec - busiestPerSec) < 1e-9 * peak;
      return {
        hour,
        busiestPerSec,
        replicas,
        p99Ms: isSimulated ? figureOf(bound.evaluation, (one) => one.p99Ms).mean : null,
        simulatedAtPerSec: isSimulated ? busiestPerSec : null,
        holds: bound === undefined ? null : keepsAll(bound.evaluation, objectives),
      };
    }),
    loadLine,
    utilisation: {
      effective: loadLine.holdsPerSec === null ? null : meanPerSec(demand) / loadLine.holdsPerSec,
      atPeak: work.mostPerSec > 0 ? peak / (replicas * work.mostPerSec) : null,
    },
    burst: worstOf(normal.outcomes) ?? null,
    outOfObjective: minutesOf,
    cost,
    energy: energyOf([{ machine, replicas }], plan),
    sensitivity: sensitivityOf(facts, plan, cost.perMonth),
    oneMore: {
      replicas: replicas + 1,
      p99Ms: figureOf(work.oneMore, (one) => one.p99Ms).mean,
      costPerMonth: (replicas + 1) * pricePerHour * HOURS_PER_MONTH,
      outOfObjectiveMinutes:
        oneMoreMinutes === null ? null : oneMoreMinutes.minutesPerMonth / demand.hours.length,
    },
    oneFewer:
      work.oneFewer === null
        ? null
        : {
            replicas: work.replicas - 1,
            p99Ms: figureOf(work.oneFewer, (one) => one.p99Ms).mean,
            holds: keepsAll(work.oneFewer, objectives),
          },
    batchWork: batchWork(demand, {
      replicas,
      mostPerSec: work.mostPerSec,
      costPerMonth: cost.perMonth,
      requestsPerMonth: requestsPerMonth(demand),
    }),
    spot: null,
    apply: settingsToApply(facts, replicas),
    throughDay: [],
    notes: [...notes],
  };
}

/** The settings of a fleet as real servers take them. */
export function settingsToApply(
  { machine, settings, command }: Pick<FleetFacts, "machine" | "settings" | "command">,
  replicas: number,
): PlanFleet["apply"] {
  const named = command[command.indexOf("--batcher") + 1] as BatcherName;
  const isNamed = command.includes("--batcher");
  const batches = settings.maxBatch === null || settings.maxBatch === 1 ? "none" : "triton";
  return writeAppliedSettings({
    name: machine.name,
    replicas,
    gpus: machine.gpuCount,
    instances: settings.instances,
    batcher: isNamed ? named : batches,
    maxBatch: settings.maxBatch ?? 1,
    maxDelayMs: settings.maxDelayMs,
    preferredSizes: settings.preferred,
  }).map((file) => ({ ...file }));
}

function costOf({ machine, spare, work }: FleetFacts, plan: PlanFacts): PlanFleet["cost"] {
  const perHour = (work.replicas + spare) * machine.price.pricePerHour;
  const perMonth = perHour * HOURS_PER_MONTH;
  const requests = requestsPerMonth(plan.demand);
  const perRequest = requests > 0 ? perMonth / requests : null;
  const perMillionRequests = perRequest === null ? null : perRequest * 1e6;
  return {
    perHour,
    perMonth,
    perRequest,
    perMillionRequests,
    perMillionItems: perMillionRequests === null ? null : perMillionRequests / plan.itemsPerRequest,
    perMillionTokens:
      perMillionRequests === null || plan.meanLength === null || !(plan.meanLength > 0)
        ? null
        : perMillionRequests / plan.meanLength,
    parts: costParts(machine.price, { needed: work.replicas, spare }),
  };
}

function loadLineOf(
  { hours, higher }: WorkedOutFleet,
  objectives: readonly Objective[],
  peak: number,
): PlanFleet["loadLine"] {
  // Quieter hours may miss for want of requests, as of a throughput that nobody asks for then.
  const fromPeak = [...hours, ...higher].filter(({ ratePerSec }) => ratePerSec >= peak * (1 - 1e-9));
  const simulated = fromPeak.map(({ ratePerSec, evaluation }) => ({
    ratePerSec,
    holds: keepsAll(evaluation, objectives),
  }));
  const missed = smallest(simulated.filter(({ holds }) => !holds).map(({ ratePerSec }) => ratePerSec));
  const held = largest(
    simulated
      .filter(({ holds, ratePerSec }) => holds && ratePerSec < missed)
      .map(({ ratePerSec }) => ratePerSec),
    0,
  );
  return {
    holdsPerSec: held > 0 ? held : null,
    missesPerSec: Number.isFinite(missed) ? missed : null,
    headroom: held > 0 ? held / peak - 1 : null,
  };
}

function sensitivityOf(
  { machine, spare, work }: FleetFacts,
  { objectives }: PlanFacts,
  costPerMonth: number,
): PlanFleet["sensitivity"] {
  const replicas = work.replicas + spare;
  const perReplica = machine.price.pricePerHour * HOURS_PER_MONTH;
  const p99Ms = figureOf(work.normal, (one) => one.p99Ms).mean;
  const ofPrice = [0.1, -0.1].map((change) => ({
    what: "price" as const,
    change,
    replicas,
    costPerMonth: costPerMonth * (1 + change),
    p99Ms,
    holds: keepsAll(work.normal, objectives),
  }));
  const others = work.changes.map(({ what, change, unchanged, needed }) => ({
    what,
    change,
    replicas: needed,
    costPerMonth: needed === null ? null : needed * perReplica,
    p99Ms: figureOf(unchanged, (one) => one.p99Ms).mean,
    holds: keepsAll(unchanged, objectives),
  }));
  return [...ofPrice, ...others];
}
