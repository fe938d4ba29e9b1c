import { usageError } from "../../core/errors.ts";
import { largest } from "../../core/extremes.ts";
import { formatMs, formatNumber, formatRate, formatSpan } from "../../core/format.ts";
import { HOURS_PER_MONTH } from "../../planning/demand/demand.ts";
import { nextReplicas } from "../../planning/fewest-replicas.ts";
import type { BoughtFleet } from "../../planning/purchase/bought-fleet.ts";
import { leastUsdPerHour, type SpotOffer } from "../../planning/purchase/shares.ts";
import { type Evaluation, judgedObjectives, keepsAll } from "../../planning/windows/evaluation.ts";
import type { Objective } from "../../result/objective.ts";
import type { PlanResult } from "../../result/plan-result.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { LengthRange } from "../../simulator/pools/machine-pool.ts";
import { parseServiceSpec } from "../../simulator/service/spec.ts";
import type { Candidate } from "./candidates.ts";
import type { Evaluator, FleetAtLoad } from "./evaluator.ts";

export type Skipped = PlanResult["skipped"][number];

/** What a search needs to know beside its candidates. */
export interface SearchContext {
  readonly evaluator: Evaluator;
  readonly scenarioAt: (ratePerSec: number) => Scenario;
  readonly objectives: readonly Objective[];
  readonly busiestPerSec: number;
  /** Replicas that may fail. */
  readonly spare: number;
  readonly mostReplicas: number;
  /** Number of fleets that are wanted. */
  readonly wanted: number;
  /** Buys a fleet that keeps the objectives with spot machines, or says why none that may be among the cheapest keeps them. @param limitPerMonth what it may cost at most */
  buySpot(fleet: FoundFleet, offer: SpotOffer, limitPerMonth: number): Promise<FoundFleet | Skipped>;
  onCandidate(candidate: Candidate, done: number, of: number): void;
  /** Called with each fleet of several machine types that is simulated. */
  onMix(candidate: Candidate): void;
}

/** A candidate with as few replicas as keep the objectives at the busiest hour, spare ones not included. */
export interface FoundFleet {
  readonly candidate: Candidate;
  readonly replicas: number;
  readonly evaluation: Evaluation;
  /** The most that one replica computed, requests per second. */
  readonly mostPerSec: number;
  /** How its spot machines are bought; null where it has none. */
  readonly bought: BoughtFleet | null;
}

/** What one replica of a candidate can do, as simulations of it alone show. */
export interface Bounds {
  readonly candidate: Candidate;
  /** A single user: no fleet of them answers faster. */
  readonly floor: Evaluation;
  readonly mostPerSec: number;
  /** Fewest replicas that could carry the busiest hour. */
  readonly least: number;
  readonly leastPerMonth: number;
}

/** What the search learnt of a candidate, whether it is among the fleets or not. */
export interface KnownCandidate {
  readonly candidate: Candidate;
  /** Whether a single user keeps the objectives. */
  readonly floorHolds: boolean;
  /** The most that one replica computed, requests per second. */
  readonly mostPerSec: number;
  /** Fewest replicas that were found to keep the objectives; null where none were looked for to the end. */
  readonly holdsWith: number | null;
  /** Most replicas that were simulated and miss them; 0 where none were. */
  readonly missesWith: number;
}

export interface SearchOutcome {
  /** Every candidate, in the given order. */
  readonly known: readonly KnownCandidate[];
  /** Fleets that keep the objectives, cheapest first. */
  readonly found: readonly FoundFleet[];
  readonly skipped: readonly Skipped[];
  /** The floor of each candidate, by which an objective that none can keep is told. */
  readonly floors: readonly { readonly candidate: Candidate; readonly floor: Evaluation }[];
}

/** Share of the rate that a saturated replica shows, below which no fleet can be: a short simulation may show a little too little. */
export const ROOM = 0.95;

/**
 * Looks for the cheapest fleets: what one replica can do bounds each candidate; those that may still win are simulated at the busiest hour, the cheapest bound
 * first, with fewer and more replicas until one number holds and one less misses.
 */
export async function searchFleets(
  candidates: readonly Candidate[],
  context: SearchContext,
): Promise<SearchOutcome> {
  const skipped: Skipped[] = [];
  const floors: { candidate: Candidate; floor: Evaluation }[] = [];
  const every: Bounds[] = [];
  const bounded: Bounds[] = [];
  for (const candidate of candidates) {
    const bounds = await boundsOf(candidate, context);
    every.push(bounds);
    floors.push({ candidate, floor: bounds.floor });
    const why = whyImpossible(bounds, context);
    if (why === null) bounded.push(bounds);
    else skipped.push(why);
  }
  const found: FoundFleet[] = [];
  const missesWith = new Map<Candidate, number>();
  const inOrder = bounded.toSorted((one, other) => one.leastPerMonth - other.leastPerMonth);
  for (const [index, bounds] of inOrder.entries()) {
    context.onCandidate(bounds.candidate, index, inOrder.length);
    const evaluated = new Map<number, Evaluation>();
    const outcome = await fewestOf(bounds, evaluated, found, context);
    missesWith.set(bounds.candidate, mostMissing(evaluated, context));
    if ("replicas" in outcome) found.push(outcome);
    else skipped.push(outcome);
  }
  return {
    found: found.toSorted((one, other) => perMonth(one, context) - perMonth(other, context)),
    skipped,
    floors,
    known: every.map(({ candidate, floor, mostPerSec }) => ({
      candidate,
      floorHolds: missedByOneUser(floor, context.objectives) === undefined,
      mostPerSec,
      holdsWith: found.find((one) => one.candidate === candidate)?.replicas ?? null,
      missesWith: missesWith.get(candidate) ?? 0,
    })),
  };
}

/** The most replicas of which a simulation shows that they miss. */
function mostMissing(evaluated: ReadonlyMap<number, Evaluation>, { objectives }: SearchContext): number {
  return largest(
    [...evaluated].filter(([, one]) => !keepsAll(one, objectives)).map(([replicas]) => replicas),
    0,
  );
}

/** Cost of a month with the spare replicas. */
export function perMonth({ candidate, replicas, bought }: FoundFleet, { spare }: SearchContext): number {
  const all = replicas + spare;
  const usdPerHour =
    bought === null
      ? (candidate.usdPerHourOf?.(all) ?? all * leastHourly(candidate))
      : bought.purchase.usdPerHour.all;
  return usdPerHour * HOURS_PER_MONTH;
}

/** The least that an hour of one replica costs. */
const leastHourly = ({ machine, offer }: Candidate): number =>
  offer === null ? machine.facts.price.pricePerHour : leastUsdPerHour(offer);

/**
 * Simulates one replica with one user, and with so many that it always has full batches.
 *
 * @param only the lengths of the requests, where others do not come
 */
export async function boundsOf(
  candidate: Candidate,
  context: SearchContext,
  only?: LengthRange,
): Promise<Bounds> {
  const { scenarioAt, busiestPerSec, evaluator, spare } = context;
  const scenario = scenarioAt(busiestPerSec);
  const items = scenario.payload?.items ?? 1;
  const maxBatch = candidate.fleet.maxBatch ?? batchOf(candidate);
  const instances = candidate.fleet.instances ?? candidate.machine.model?.settings.instances ?? 1;
  const users = Math.ceil((4 * maxBatch * instances) / items);
  const alone = oneReplica(candidate, closed(scenario, 1), only);
  // Whoever is alone would wait for others who never come.
  const { maxDelay: _, ...prompt } = alone.fleet;
  const floor = await longEnough({ ...alone, fleet: withoutDelay(candidate, prompt) }, evaluator);
  // So many users wait for longer than any of them would: what a replica computes at most is not what the impatient see of it.
  const busy = oneReplica(candidate, closed(scenario, users), only);
  const full = await longEnough({ ...busy, fleet: { ...busy.fleet, timeout: "1h" } }, evaluator);
  const mostPerSec = full.outcomes[0]?.okPerSec ?? 0;
  const least =
    mostPerSec > 0 ? Math.max(1, Math.ceil((ROOM * busiestPerSec) / mostPerSec)) : Number.POSITIVE_INFINITY;
  return {
    candidate,
    floor,
    mostPerSec,
    least,
    leastPerMonth: (least + spare) * leastHourly(candidate) * HOURS_PER_MONTH,
  };
}

/** The options of a fleet whose batcher does not wait; computing one by one knows no wait. */
function withoutDelay({ machine, fleet }: Candidate, prompt: FleetAtLoad["fleet"]): FleetAtLoad["fleet"] {
  const waits = fleet.maxDelay !== undefined || (machine.model?.settings.queueDelayMs ?? 0) > 0;
  return waits && fleet.batcher === undefined ? { ...prompt, maxDelay: "0ms" } : prompt;
}

function batchOf({ machine }: Candidate): number {
  const { model, spec } = machine;
  if (model !== null) return model.settings.maxBatch ?? model.range.mostBatch;
  return parseServiceSpec(spec.service).maxBatch ?? 32;
}

/** Length of a simulation by which one replica is known, ms; that of a slow one is ten times as long until so many requests came, up to a day and more. */
const ALONE_MS = 10_000;
const LONGEST_ALONE_MS = 100_000_000;
const FEW_REQUESTS = 30;

/** Simulates one replica for as long as it needs for enough requests. */
async function longEnough(order: FleetAtLoad, evaluator: Evaluator): Promise<Evaluation> {
  const { scenario } = order;
  for (let measureMs = ALONE_MS; ; measureMs *= 10) {
    const phases = { ...scenario.phases, measureMs };
    const evaluation = await evaluator.evaluate({ ...order, scenario: { ...scenario, phases } }, false, [1]);
    const requests = evaluation.outcomes[0]?.requests ?? 0;
    if (requests >= FEW_REQUESTS || measureMs >= LONGEST_ALONE_MS) return evaluation;
  }
}

function closed(scenario: Scenario, concurrency: number): Scenario {
  return {
    ...scenario,
    load: { kind: "closed", concurrency },
    phases: { warmupMs: 1000, measureMs: ALONE_MS },
  };
}

function oneReplica({ fleet, machine }: Candidate, scenario: Scenario, only?: LengthRange): FleetAtLoad {
  const { disturb: _, healthCheck: __, ...still } = fleet;
  return {
    fleet: { ...still, replicas: 1 },
    scenario,
    scale: machine.spec.scale,
    ...(only === undefined ? {} : { only }),
  };
}

/** Why a candidate cannot win whatever the number of its replicas; null where it may. */
function whyImpossible(
  bounds: Bounds,
  { objectives, busiestPerSec, mostReplicas }: SearchContext,
): Skipped | null {
  const { candidate, floor, mostPerSec, least } = bounds;
  const about = { machine: candidate.machine.spec.name, settings: candidate.words };
  const missed = missedByOneUser(floor, objectives);
  if (missed !== undefined)
    return {
      ...about,
      reason: "floor latency",
      why: `${missed.objective} is missed by a single user already: ${missed.observed.mean === null ? "too many of the requests fail" : missed.unit === "ms" ? formatMs(missed.observed.mean) : formatNumber(missed.observed.mean)}`,
    };
  const most = mostOf(candidate, mostReplicas);
  if (least <= most) return null;
  return {
    ...about,
    reason: "load",
    why: `one computes ${formatRate(mostPerSec)} at most, so ${formatRate(busiestPerSec)} need at least ${least === Number.POSITIVE_INFINITY ? "more than any number" : least}, and ${most} are allowed`,
  };
}

/** The objective that a single user misses already; undefined where every one may be kept. */
export function missedByOneUser(floor: Evaluation, objectives: readonly Objective[]) {
  return judgedObjectives(floor, [...objectives]).find(({ holds, objective }, index) => {
    const given = objectives[index];
    // The rate of a single user says nothing about a fleet.
    return !holds && !(given?.kind === "figure" && given.figure === "throughput") && objective !== "";
  });
}

/** The most replicas of a candidate that are allowed, without spare ones. */
export function mostOf({ machine }: Candidate, mostReplicas: number): number {
  return Math.min(mostReplicas, machine.spec.most ?? mostReplicas);
}

/** The fewest replicas of a candidate that keep the objectives, or why they are not looked for to the end. */
async function fewestOf(
  { candidate, least, mostPerSec }: Bounds,
  known: Map<number, Evaluation>,
  found: readonly FoundFleet[],
  context: SearchContext,
): Promise<FoundFleet | Skipped> {
  const about = { machine: candidate.machine.spec.name, settings: candidate.words };
  const most = mostOf(candidate, context.mostReplicas);
  for (;;) {
    const judged = new Map(
      [...known].map(([replicas, one]) => [replicas, keepsAll(one, context.objectives)]),
    );
    const next = nextReplicas({ first: least, most, known: judged });
    const missed = largest(
      [...judged].filter(([, holds]) => !holds).map(([replicas]) => replicas),
      0,
    );
    const dear = whyTooDear(candidate, Math.max(least, missed + 1), found, context);
    if (dear !== null) return { ...about, reason: "price", why: dear };
    if (next.kind === "try") {
      const evaluation = await context.evaluator.evaluate(atBusiest(candidate, next.replicas, context));
      refuseWithoutRequests(evaluation, context);
      known.set(next.replicas, evaluation);
      continue;
    }
    const evaluation = next.replicas === null ? undefined : known.get(next.replicas);
    if (next.replicas !== null && evaluation !== undefined) {
      const fleet = { candidate, replicas: next.replicas, evaluation, mostPerSec, bought: null };
      const { offer } = candidate;
      return offer === null ? fleet : context.buySpot(fleet, offer, dearestOf(found, context));
    }
    return {
      ...about,
      reason: "most replicas",
      why: `${most} replicas, the most that are allowed, do not keep the objectives`,
    };
  }
}

/** Refuses a demand of which nothing came in a window: no fleet can be told from another by it. @throws usage error */
function refuseWithoutRequests({ outcomes }: Evaluation, { busiestPerSec, scenarioAt }: SearchContext): void {
  const empty = outcomes.find(({ requests }) => requests === 0);
  if (empty === undefined) return;
  const { phases } = scenarioAt(busiestPerSec);
  throw usageError(
    `the busiest hour has ${formatRate(busiestPerSec)}, and in the ${formatSpan(phases.measureMs)} that are simulated of it no request comes under seed ${empty.seed}: nothing can be said of any fleet`,
    "give a longer --window, or plan for a higher rate with --peak",
  );
}

/** Why so many replicas cannot be among the cheapest fleets any more; null where they may. */
function whyTooDear(
  candidate: Candidate,
  least: number,
  found: readonly FoundFleet[],
  context: SearchContext,
): string | null {
  const { wanted, spare } = context;
  const limit = dearestOf(found, context);
  const leastPerMonth = (least + spare) * leastHourly(candidate) * HOURS_PER_MONTH;
  if (leastPerMonth <= limit) return null;
  return `at least ${least + spare} would be needed, $${leastPerMonth.toFixed(0)} a month, and ${wanted === 1 ? "a fleet that keeps the objectives costs" : `${wanted} fleets that keep them cost at most`} $${limit.toFixed(0)}`;
}

/** What the dearest of the fleets that are wanted costs a month; infinite as long as there are fewer. */
function dearestOf(found: readonly FoundFleet[], context: SearchContext): number {
  const costs = found.map((one) => perMonth(one, context)).toSorted((one, other) => one - other);
  return costs[context.wanted - 1] ?? Number.POSITIVE_INFINITY;
}

/** A candidate with so many replicas at a rate, else that of the busiest hour. */
export function atBusiest(
  { fleet, fleetOf, machine }: Candidate,
  replicas: number,
  { scenarioAt, busiestPerSec }: Pick<SearchContext, "scenarioAt" | "busiestPerSec">,
  times: { readonly ratePerSec?: number; readonly service?: number } = {},
): FleetAtLoad {
  return {
    fleet: fleetOf?.(replicas) ?? { ...fleet, replicas },
    scenario: scenarioAt(times.ratePerSec ?? busiestPerSec),
    scale: machine.spec.scale * (times.service ?? 1),
  };
}
