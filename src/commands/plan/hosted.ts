import type { ParsedPlan } from "../../config/plan-options.ts";
import { usageError } from "../../core/errors.ts";
import { smallest } from "../../core/extremes.ts";
import { formatCount } from "../../core/format.ts";
import type { Host } from "../../core/host.ts";
import { whyStale } from "../../cost/catalogue/sanity.ts";
import { costOfTokens, type DemandTokens } from "../../cost/hosted/cost-of-tokens.ts";
import { type HostedOffer, statedOffer } from "../../cost/hosted/offer.ts";
import { busiestHour, type Demand, meanPerSec, requestsPerMonth } from "../../planning/demand/demand.ts";
import { assembleHosted, tokensNoteOf } from "../../planning/hosted/assemble-hosted.ts";
import { type BreakEven, findBreakEven } from "../../planning/hosted/break-even.ts";
import type { PlanTraffic } from "../../planning/plan-traffic.ts";
import { keepsAll } from "../../planning/windows/evaluation.ts";
import type { PlanFleet, PlanHosted } from "../../result/plan-result.ts";
import { listedOffer } from "../../store/hosted-prices.ts";
import { atBusiest, type FoundFleet, mostOf, type SearchContext } from "./search-fleets.ts";

/** Hosted models whose prices and tokens are known, before anything is simulated. */
export interface ReadyHosted {
  readonly offers: readonly HostedOffer[];
  readonly tokens: DemandTokens;
  readonly tokensNote: string;
  /** Day by which prices are called old. */
  readonly today: string;
}

/**
 * Looks up the prices of hosted models, and the tokens of the requests; null where nobody asks for hosted models.
 *
 * @throws usage error for tokens that nobody says, for a model without prices, and for options that would do nothing
 */
export async function readyHosted(
  { options, given }: ParsedPlan,
  traffic: PlanTraffic,
  host: Host,
): Promise<ReadyHosted | null> {
  const { hosted, tokens: stated, cachedShare } = options;
  if (hosted.length === 0) {
    const idle = [
      ...(given.tokens === undefined ? [] : ["--tokens"]),
      ...(given.cachedShare === undefined ? [] : ["--cached-share"]),
    ];
    if (idle.length > 0)
      throw usageError(
        `${idle.join(" and ")} would do nothing without --hosted`,
        "leave it out, or name a hosted model",
      );
    return null;
  }
  const names = hosted.map((spec) => spec.given);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw usageError(`--hosted ${twice} is given twice`, "leave one of them out");
  const { lengths } = traffic;
  if (stated === undefined)
    throw usageError(
      lengths === null
        ? "--hosted is paid by the token, and nobody says how many tokens a request has"
        : "--hosted is paid by the token, and nobody says how many tokens an answer has",
      lengths === null
        ? "add --tokens such as 500/200: of an input and of its answer"
        : "add --tokens such as /200: inputs have the lengths of the requests",
    );
  const inputs = stated.input === null ? lengths : [stated.input];
  if (inputs === null)
    throw usageError(
      `--tokens /${stated.output} leaves the tokens of an input to the lengths of the requests, and they have none`,
      "add --lengths, or say both, such as --tokens 500/200",
    );
  const startedAt = new Date(host.wallClockMs()).toISOString();
  const offers: HostedOffer[] = [];
  for (const spec of hosted)
    offers.push(spec.kind === "stated" ? statedOffer(spec) : await listedOffer(spec, startedAt));
  const tokens: DemandTokens = {
    inputs,
    output: stated.output,
    cachedShare: cachedShare ?? 0,
    itemsPerRequest: traffic.itemsPerRequest,
  };
  for (const offer of offers) refuseTokens(offer, tokens);
  const { meanInput } = costOfTokens(tokens, () => 0);
  return { offers, tokens, tokensNote: tokensNoteOf(stated, meanInput), today: startedAt.slice(0, 10) };
}

/** Refuses tokens that a model does not take or give. */
function refuseTokens({ given, output, contextTokens }: HostedOffer, tokens: DemandTokens): void {
  if (output === null && tokens.output > 0)
    throw usageError(
      `--hosted ${given} has no price for tokens of output, and an answer has ${tokens.output}`,
      "name a model that writes, or say --tokens such as 500/0",
    );
  if (output !== null && output.perMillion > 0 && tokens.output === 0)
    throw usageError(
      `--hosted ${given} is paid for the tokens that it writes, and an answer has none`,
      "say how many there are, such as --tokens 500/200",
    );
  const { mostInput } = costOfTokens(tokens, () => 0);
  if (contextTokens !== null && mostInput + tokens.output > contextTokens)
    throw usageError(
      `--hosted ${given} takes ${formatCount(contextTokens)} tokens of input and answer together, and a request has ${formatCount(mostInput + tokens.output)}`,
      "name a model with a longer context, or correct --tokens or --lengths",
    );
}

/** The fleet of one machine type that a hosted model is held against, and what it was found by. */
export interface HeldFleet {
  readonly found: FoundFleet;
  readonly context: SearchContext;
}

/** Hosted models beside the fleets of a plan: what the same demand costs there, and from which demand on a fleet costs no more. */
export async function hostedBeside(
  { offers, tokens, tokensNote, today }: ReadyHosted,
  { traffic, fleets }: { readonly traffic: PlanTraffic; readonly fleets: readonly PlanFleet[] },
  held: HeldFleet | null,
): Promise<readonly PlanHosted[]> {
  const { demand, file } = traffic;
  const cheapest = fleets.length === 0 ? null : smallest(fleets.map(({ costPerMonth }) => costPerMonth));
  const all: PlanHosted[] = [];
  for (const offer of offers) {
    const costs = costOfTokens(tokens, offer.costOf);
    const breakEven = held === null ? null : await breakEvenOf(held, demand, costs.perRequest);
    all.push(
      assembleHosted({
        offer,
        tokens,
        costs,
        tokensNote,
        stale: offer.asOf === null ? null : whyStale({ asOf: offer.asOf, kind: "on-demand" }, today),
        requestsPerMonth: requestsPerMonth(demand),
        demandKind: file === null ? "assumed" : "imported",
        cheapestFleetPerMonth: cheapest,
        breakEven,
      }),
    );
  }
  return all;
}

/** Replicas that are tried beyond those of the plan: so many times as many, and at least so many. */
const TIMES_AS_MANY = 4;
const AT_LEAST = 16;
const LONGEST_WINDOW_MS = 3_600_000;

function breakEvenOf(
  { found, context }: HeldFleet,
  demand: Demand,
  costPerRequest: number,
): Promise<BreakEven> {
  const { candidate, replicas, mostPerSec } = found;
  const { evaluator, objectives, spare, busiestPerSec: planned, mostReplicas } = context;
  return findBreakEven(
    {
      machine: candidate.machine.spec.name,
      pricePerHour: candidate.machine.facts.price.pricePerHour,
      spare,
      mostPerSec,
      busiestToMean: busiestHour(demand).busiestPerSec / meanPerSec(demand),
      most: Math.min(mostOf(candidate, mostReplicas), Math.max(AT_LEAST, TIMES_AS_MANY * replicas)),
    },
    costPerRequest,
    async (count, busiestPerSec) => {
      const order = atBusiest(candidate, count, context, { ratePerSec: busiestPerSec });
      // A lower rate is simulated for longer, so that as many requests are seen as in the busiest hour of the plan.
      const { scenario } = order;
      const measureMs = Math.min(
        LONGEST_WINDOW_MS,
        Math.max(1, planned / busiestPerSec) * scenario.phases.measureMs,
      );
      const phases = { ...scenario.phases, measureMs: Math.ceil(measureMs) };
      const evaluation = await evaluator.evaluate({ ...order, scenario: { ...scenario, phases } });
      return keepsAll(evaluation, objectives);
    },
  );
}
