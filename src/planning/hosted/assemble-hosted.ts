import { formatCount, formatShare } from "../../core/format.ts";
import type { DemandTokens, TokenCosts } from "../../cost/hosted/cost-of-tokens.ts";
import { costOfTokens } from "../../cost/hosted/cost-of-tokens.ts";
import { type HostedOffer, offerWords, tokensWords } from "../../cost/hosted/offer.ts";
import type { NumberProvenance, PlanHosted } from "../../result/plan-result.ts";
import { usd } from "../answer-sentence.ts";

type Kind = NumberProvenance["kind"];

/** What a hosted model is told by, beside its offer. */
export interface HostedFacts {
  readonly offer: HostedOffer;
  readonly tokens: DemandTokens;
  readonly costs: TokenCosts;
  /** Who says how many tokens requests have. */
  readonly tokensNote: string;
  readonly stale: string | null;
  readonly requestsPerMonth: number;
  readonly demandKind: Kind;
  readonly cheapestFleetPerMonth: number | null;
  readonly breakEven: PlanHosted["breakEven"];
}

/** The sentence that stands beside every hosted model: what nothing here knows. */
export const ANOTHER_MODEL =
  "a hosted model is another model, with answers, response times and limits of its own, and nothing here measured them";

/** A hosted model beside a plan. */
export function assembleHosted(facts: HostedFacts): PlanHosted {
  const { offer, tokens, costs, requestsPerMonth, cheapestFleetPerMonth, breakEven } = facts;
  const costPerMonth = costs.perRequest * requestsPerMonth;
  return {
    model: offer.given,
    listedAs: offer.listedAs,
    prices: {
      input: copied(offer.input),
      output: offer.output === null ? null : copied(offer.output),
      cachedInput: offer.cached === null ? null : copied(offer.cached),
      words: offerWords(offer),
      asOf: offer.asOf,
      source: offer.source,
      stale: facts.stale,
      isStated: offer.listedAs === null,
    },
    tokens: {
      meanInput: costs.meanInput,
      mostInput: costs.mostInput,
      output: tokens.output,
      cachedShare: tokens.cachedShare,
      note: facts.tokensNote,
    },
    costPerRequest: costs.perRequest,
    costPerMillionRequests: costs.perMillionRequests,
    costPerMillionTokens: costs.perMillionTokens,
    costPerMonth,
    timesCheapestFleet:
      cheapestFleetPerMonth === null || cheapestFleetPerMonth === 0
        ? null
        : costPerMonth / cheapestFleetPerMonth,
    breakEven,
    provenance: provenanceOf(facts),
    notes: notesOf(facts),
  };
}

function copied({ perMillion, longer }: HostedOffer["input"]): PlanHosted["prices"]["input"] {
  return { perMillion, longer: longer.map((tier) => ({ ...tier })) };
}

function notesOf({ offer, tokens, costs, requestsPerMonth, stale }: HostedFacts): string[] {
  const { cachedShare } = tokens;
  const cheap = offer.cheapestCostOf;
  const listed = offer.input.longer[0]?.aboveTokens;
  const isSplit = listed !== undefined && costs.mostInput > listed && costs.meanInput <= listed;
  return [
    ANOTHER_MODEL,
    ...(stale === null ? [] : [`its price is to be doubted: ${stale}`]),
    ...(cachedShare > 0 && offer.cached === null
      ? [
          `no price of cached input is known, so the ${formatShare(cachedShare, 1)} that is cached costs as other input`,
        ]
      : []),
    ...(isSplit
      ? [
          `some inputs have more than ${formatCount(listed)} tokens and cost as longer ones do; their mean does not`,
        ]
      : []),
    ...(cheap === null
      ? []
      : [
          `its price depends on the time of the day (UTC): what is shown is the dearest, and at the cheapest it would be ${usd(costOfTokens(tokens, cheap).perRequest * requestsPerMonth)} a month`,
        ]),
    ...offer.notes,
  ];
}

function provenanceOf({ offer, tokensNote, demandKind, breakEven }: HostedFacts): PlanHosted["provenance"] {
  const kind: Kind = offer.listedAs === null ? "assumed" : "listed";
  const tokens: Kind = "assumed";
  const prices: NumberProvenance = { kind, restsOn: [kind], note: offer.source };
  const costs: NumberProvenance = {
    kind,
    restsOn: [...new Set([kind, tokens])],
    note: `${kind === "listed" ? "listed prices" : "prices that the user states"} times the tokens of a request; ${tokensNote}`,
  };
  const month: NumberProvenance = {
    ...costs,
    restsOn: [...new Set([...costs.restsOn, demandKind])],
    note: `${costs.note}; the demand is ${demandKind === "assumed" ? "stated by the user" : "that of a file"}`,
  };
  const even: NumberProvenance = {
    kind: "simulated",
    restsOn: [...new Set<Kind>([...month.restsOn, "simulated"])],
    note: "whether so many replicas keep the objectives at that demand is simulated; the demand at which they cost as much is worked out from both prices",
  };
  return {
    prices,
    tokens: { kind: tokens, restsOn: [tokens], note: tokensNote },
    costPerRequest: costs,
    costPerMillionRequests: costs,
    costPerMillionTokens: costs,
    costPerMonth: month,
    timesCheapestFleet: month,
    ...(breakEven === null ? {} : { breakEven: even }),
  };
}

/** What the user states about hosted models, and nobody measured or listed. */
export function hostedAssumptions(hosted: readonly PlanHosted[]): string[] {
  const [first] = hosted;
  if (first === undefined) return [];
  const { tokens } = first;
  return [
    `hosted, ${tokens.note}`,
    ...(tokens.cachedShare === 0
      ? []
      : [
          `hosted, ${formatShare(tokens.cachedShare, 1)} of the tokens of input are still in the cache of the provider`,
        ]),
    ...hosted
      .filter(({ prices }) => prices.isStated)
      .map(({ model, prices }) => `${model}: its prices are stated: ${prices.words}`),
  ];
}

/** Who says how many tokens requests have, in words. */
export function tokensNoteOf(
  stated: { readonly input: number | null; readonly output: number },
  meanInput: number,
): string {
  const answer = `an answer has ${tokensWords(stated.output)}, as stated`;
  return stated.input === null
    ? `inputs have as many tokens as the lengths of the requests, ${tokensWords(meanInput)} on average, and ${answer}`
    : `an input has ${tokensWords(stated.input)} tokens and ${answer}`;
}
