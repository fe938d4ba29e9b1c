import { smallest } from "../core/extremes.ts";
import { formatCount, formatMs, formatNumber, formatRate } from "../core/format.ts";
import { formatDurationMs } from "../core/units.ts";
import {
  PLAN_SCHEMA_VERSION,
  type PlanFleet,
  type PlanHosted,
  type PlanMachine,
  type PlanResult,
} from "../result/plan-result.ts";
import { describeLoad } from "../scenario/planned-load.ts";
import { answerSentence, usd } from "./answer-sentence.ts";
import { busiestHour, MINUTES_PER_MONTH, meanPerSec, requestsPerMonth } from "./demand/demand.ts";
import { groundsOf } from "./grounds.ts";
import { hostedAssumptions } from "./hosted/assemble-hosted.ts";
import { cheapestPerMonth } from "./hours/cheapest-way.ts";
import type { PlanTraffic } from "./plan-traffic.ts";
import { describeSpotParameters } from "./purchase/spot-parameters.ts";
import { type Evaluation, figureOf, judgedObjectives } from "./windows/evaluation.ts";
import { isAtMost } from "./windows/observe.ts";

/** Everything that a plan found, and what it was made for. */
export interface PlanFindings {
  readonly plimsollVersion: string;
  readonly command: readonly string[];
  readonly startedAt: string;
  readonly seed: number;
  readonly seeds: readonly number[];
  readonly traffic: PlanTraffic;
  readonly options: {
    readonly growth?: number | undefined;
    readonly peak?: number | undefined;
    readonly errorBudget: number;
    readonly budgetPerMonth?: number | undefined;
    readonly warmupMs: number;
  };
  readonly machines: readonly PlanMachine[];
  readonly validation: PlanResult["validation"];
  readonly fleets: readonly PlanFleet[];
  readonly skipped: readonly PlanResult["skipped"][number][];
  readonly hosted: readonly PlanHosted[];
  readonly floors: readonly {
    readonly candidate: { readonly machine: { readonly spec: { readonly name: string } } };
    readonly floor: Evaluation;
  }[];
  readonly partial: boolean;
  readonly candidates: number;
  readonly simulations: number;
  readonly requests: number;
  readonly resumed: boolean;
  readonly spentMs: number;
}

/** Puts the document of a plan together. */
export function assemblePlan(found: PlanFindings): PlanResult {
  const { traffic, options, partial } = found;
  const fleets = found.fleets.toSorted((one, other) => one.costPerMonth - other.costPerMonth);
  const budgetPerMonth = options.budgetPerMonth ?? null;
  const state = stateOf(fleets, partial, budgetPerMonth);
  const infeasible = state === "infeasible" ? whyInfeasible(found) : null;
  const demand = demandOf(found);
  const about = {
    fleets,
    infeasible,
    state,
    objectives: traffic.objectives.map(({ text }) => text),
    demand,
    budgetPerMonth,
    partial,
    seeds: [...found.seeds],
  };
  return {
    schemaVersion: PLAN_SCHEMA_VERSION,
    kind: "plan",
    plimsollVersion: found.plimsollVersion,
    command: [...found.command],
    startedAt: found.startedAt,
    seed: found.seed,
    answer: answerSentence(about),
    grounds: groundsOf(found.machines, demand.provenance.kind),
    ...about,
    scenario: traffic.scenarioAt(demand.busiestPerSec),
    window: {
      warmupMs: options.warmupMs,
      measureMs: traffic.measureMs,
      note: `of each hour that is simulated, ${formatDurationMs(traffic.measureMs)} under each of ${found.seeds.length} seeds, at the rate of its busiest minute that is known; hours that are not simulated count as a busier one that is`,
    },
    errorBudget: {
      share: options.errorBudget,
      minutesPerMonth: options.errorBudget * MINUTES_PER_MONTH,
    },
    machines: [...found.machines],
    skipped: [...found.skipped],
    hosted: [...found.hosted],
    search: {
      candidates: found.candidates,
      simulations: found.simulations,
      simulatedRequests: found.requests,
      spentMs: found.spentMs,
      resumed: found.resumed,
      note: "one replica alone bounds each candidate; those that may be among the cheapest are simulated at the busiest hour until one number of replicas holds and one less misses",
    },
    validation: found.validation,
    assumptions: assumptionsOf(found),
    notes: found.machines.flatMap(({ name, price, otherPrices }) => [
      ...(price.stale === null ? [] : [`the price of ${name} is to be doubted: ${price.stale}`]),
      ...otherPrices.flatMap(({ kind, stale }) =>
        stale === null ? [] : [`the ${kind} price of ${name} is to be doubted: ${stale}`],
      ),
    ]),
  };
}

function stateOf(
  fleets: readonly PlanFleet[],
  partial: boolean,
  budgetPerMonth: number | null,
): PlanResult["state"] {
  if (partial) return "interrupted";
  if (fleets.length === 0) return "infeasible";
  const least = smallest(fleets.map(cheapestPerMonth));
  return budgetPerMonth !== null && least > budgetPerMonth ? "over budget" : "found";
}

function demandOf({ traffic, options }: PlanFindings): PlanResult["demand"] {
  const { demand, file, itemsPerRequest, meanLength } = traffic;
  const busiest = busiestHour(demand);
  const mean = meanPerSec(demand);
  const growth = options.growth ?? 0;
  const words = {
    flat: "the same all day",
    curve: "by hour of the day, as --curve states it",
    counts: `counted by the minute in ${file?.name}`,
    trace: `of the trace ${file?.name}`,
  }[demand.source];
  return {
    words: `${words}${options.peak === undefined ? "" : `, brought to ${formatRate(options.peak)} at its busiest`}${growth === 0 ? "" : `, raised by ${formatNumber(growth * 100)} %`}: ${formatRate(mean)} on average, ${formatRate(busiest.busiestPerSec)} at hour ${busiest.hour}`,
    source: demand.source,
    file: file?.name ?? null,
    sha256: file?.sha256 ?? null,
    provenance: {
      kind: file === null ? "assumed" : "imported",
      restsOn:
        file === null
          ? ["assumed"]
          : growth === 0 && options.peak === undefined
            ? ["imported"]
            : ["imported", "assumed"],
      note:
        file === null
          ? "the user states it"
          : `counted in ${file.name}${growth === 0 ? "" : "; the growth is stated by the user"}`,
    },
    hours: demand.hours.map((hour) => ({ ...hour })),
    meanPerSec: mean,
    busiestPerSec: busiest.busiestPerSec,
    busiestHour: busiest.hour,
    growth,
    requestsPerMonth: requestsPerMonth(demand),
    traffic: describeLoad(traffic.scenarioAt(busiest.busiestPerSec).load),
    itemsPerRequest,
    meanLength,
    notes: [...demand.notes],
  };
}

/** Which objective nobody keeps, and the best that any machine reaches of it. */
function whyInfeasible({ floors, traffic, skipped }: PlanFindings): PlanResult["infeasible"] {
  const { objectives } = traffic;
  for (const [index, objective] of objectives.entries()) {
    if (objective.kind === "figure" && objective.figure === "throughput") continue;
    const judged = floors.map(({ candidate, floor }) => ({
      machine: candidate.machine.spec.name,
      observed: figureOf(floor, (one) => one.objectives[index] ?? null).mean,
      holds: judgedObjectives(floor, [...objectives])[index]?.holds ?? false,
    }));
    if (judged.length === 0 || judged.some(({ holds }) => holds)) continue;
    const worst = isAtMost(objective) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    const [best] = judged.toSorted((one, other) => {
      const difference = (one.observed ?? worst) - (other.observed ?? worst);
      return isAtMost(objective) ? difference : -difference;
    });
    const unit = objective.kind === "latency" ? "ms" : "share";
    const reached = best?.observed ?? null;
    const shown =
      reached === null
        ? "with a single user too many requests fail"
        : `with a single user the best is ${unit === "ms" ? formatMs(reached) : formatNumber(reached)}`;
    const beyond =
      reached !== null && objective.kind === "latency" && reached > objective.limitMs
        ? `, ${formatMs(reached - objective.limitMs)} above the limit`
        : "";
    return {
      objective: objective.text,
      unit,
      best: reached,
      machine: best?.machine ?? null,
      why: `${objective.text} cannot be kept by any of the machines: ${shown}${best === undefined ? "" : ` on ${best.machine}`}${beyond}`,
    };
  }
  const [first] = skipped;
  return {
    objective: objectives.map(({ text }) => text).join(" and "),
    unit: "",
    best: null,
    machine: null,
    why: `no fleet that is allowed keeps ${objectives.map(({ text }) => text).join(" and ")}${first === undefined ? "" : `; ${first.machine}: ${first.why}`}`,
  };
}

function assumptionsOf({ machines, options, traffic, hosted }: PlanFindings): string[] {
  const { demand, file } = traffic;
  return [
    ...machines.flatMap(({ name, service, price, otherPrices, wattsPerReplica, spot }) => [
      ...(service.basis === "stated"
        ? [`${name}: its service time ${service.given} is stated, and nobody measured it`]
        : []),
      ...(service.scaledBy === null
        ? []
        : [
            `${name}: it computes ${service.scaledBy} times as long as ${service.basis === "stated" ? "that" : `the model ${service.given}`}; nobody measured that`,
          ]),
      ...(price.isStated
        ? [price, ...otherPrices].map(
            ({ pricePerHour, kind }) =>
              `${name}: its ${otherPrices.length === 0 ? "" : `${kind} `}price of ${usd(pricePerHour)} an hour is stated`,
          )
        : []),
      ...(spot === null
        ? []
        : [
            `${name}: its spot machines are ${describeSpotParameters(spot)}; zones come and go independently of each other. The times up and down: ${spot.source}`,
          ]),
      ...(wattsPerReplica === null ? [] : [`${name}: it draws ${wattsPerReplica} W all the time`]),
    ]),
    ...(file === null ? ["the demand is stated"] : []),
    ...((options.growth ?? 0) === 0
      ? []
      : [`the demand grows by ${formatNumber((options.growth ?? 0) * 100)} %`]),
    ...(options.peak === undefined ? [] : [`the busiest hour has ${formatRate(options.peak)}`]),
    `within an hour requests come as ${describeLoad(traffic.scenarioAt(busiestHour(demand).busiestPerSec).load)}`,
    ...hostedAssumptions(hosted),
    `a month has ${formatCount(Math.round(MINUTES_PER_MONTH / 60))} hours, and every day is like the one that is given`,
  ];
}
