import {
  ABSENT,
  formatCount,
  formatNumber,
  formatRate,
  formatShare,
  formatTime,
  plural,
} from "../../../core/format.ts";
import { machinesOf } from "../../../planning/machines-of.ts";
import type { PlanResult } from "../../../result/plan-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html, prose } from "../../page/markup.ts";
import { tile } from "../../page/tile.ts";
import {
  minutesOutWords,
  moneyOf,
  oneMoreWords,
  planLineWords,
  planVerdict,
  settingsOf,
} from "../plan-words.ts";

/** The head of the report: the fleet, its price, its p99, and how sure that is. */
export function planAnswerSection(result: PlanResult): Html {
  const { word, good } = planVerdict(result);
  const { answer, grounds, objectives, demand, seeds } = result;
  return html`<header class="verdict ${good ? "good" : "bad"}">
<h1><span class="badge ${good ? "good" : "bad"}">${word}</span> <span class="name">Plan for ${formatRate(demand.busiestPerSec)} within ${objectives.join(" and ")}</span></h1>
<p class="lead">${prose(answer)}.</p>
${grounds.length > 0 && html`<p class="grounds">${grounds.map((sentence) => html`${prose(sentence)} `)}</p>`}
<p class="meta">${[
    "simulated",
    plural(seeds.length, "seed"),
    formatTime(result.startedAt),
    `${plural(result.search.simulations, "simulation")} of ${plural(result.search.candidates, "candidate")}`,
  ].join(" · ")}</p>
${notices(result)}
</header>
${result.fleets[0] !== undefined && html`<section id="answer"><h2>The cheapest fleet</h2>${tiles(result, result.fleets[0])}${facts(factsOf(result, result.fleets[0]))}</section>`}`;
}

/** The notices that a reader needs before any number. */
function notices({
  partial,
  machines,
  infeasible,
  assumptions,
  budgetPerMonth,
  state,
}: PlanResult): Html | false {
  const stale = machines.filter(({ price }) => price.stale !== null);
  const notes = [
    partial &&
      html`<strong>Partial search.</strong> It was interrupted before it ended; <code>--resume</code> goes on.`,
    infeasible !== null &&
      html`<strong>${infeasible.objective} cannot be met.</strong> ${prose(infeasible.why)}.`,
    state === "over budget" &&
      budgetPerMonth !== null &&
      html`<strong>Over budget.</strong> Fleets keep the objectives, and none costs at most what <code>--budget-per-month</code> allows.`,
    stale.length > 0 &&
      html`<strong>Old prices.</strong> ${stale.map(({ name, price }) => `${name}: ${price.stale}`).join("; ")}.`,
    assumptions.length > 0 &&
      html`<strong>Assumed.</strong> ${plural(assumptions.length, "thing")} that this rests on ${assumptions.length === 1 ? "was" : "were"} stated by the user, and neither measured nor listed: see <a href="#grounds">what it rests on</a>.`,
  ].filter((note) => note !== false);
  return notes.length > 0 && html`<ul class="notices">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}

type Fleet = PlanResult["fleets"][number];

function tiles(result: PlanResult, fleet: Fleet): Html {
  const money = moneyOf(result);
  const { peak, utilisation, outOfObjective, loadLine } = fleet;
  const { low, high } = peak.p99Ms;
  const interval =
    low === null || high === null
      ? "one value"
      : `95 % interval ${formatNumber(low)} to ${formatNumber(high)}, ${plural(result.seeds.length, "seed")}`;
  const out =
    outOfObjective === null
      ? tile(
          "Headroom",
          loadLine.headroom === null ? ABSENT : `${formatNumber(100 * loadLine.headroom, 2)} %`,
          "from the busiest hour to the load line",
        )
      : outTile(outOfObjective);
  return html`<dl class="tiles">
${tile("Price", money(fleet.costPerMonth), "a month")}
${tile("p99 in the busiest hour", `${formatNumber(fleet.p99Ms)} ms`, interval)}
${tile("Per million requests", money(fleet.costPerMillionRequests), "over the whole day")}
${tile("Load line", formatRate(loadLine.holdsPerSec), loadLine.missesPerSec === null ? "no load was simulated that misses" : `misses at ${formatRate(loadLine.missesPerSec)}`)}
${tile("Used", utilisation.effective === null ? ABSENT : formatShare(Math.min(1, utilisation.effective), 1), "of the load line, on average")}
${out}
</dl>`;
}

/** The minutes out of objective; where none was seen in too few to tell, that comes first and not what so few cannot exclude. */
function outTile(out: NonNullable<Fleet["outOfObjective"]>): Html {
  const allowed = `${formatNumber(out.budgetMinutes)} min allowed`;
  return out.minutesPerMonth === 0 && out.isWithin === null && out.high !== null
    ? tile(
        "Out of objective",
        "None seen",
        `too few simulated minutes to exclude up to ${formatNumber(out.high)} a month; ${allowed}`,
      )
    : tile("Out of objective", minutesOutWords(out), `a month, by 95 % interval; ${allowed}`);
}

function factsOf(result: PlanResult, fleet: Fleet): (readonly [string, string])[] {
  const money = moneyOf(result);
  const { oneMore, oneFewer, batchWork, energy, cost } = fleet;
  const spare = fleet.pieces.reduce((sum, piece) => sum + piece.spare, 0);
  return [
    ["machines", `${machinesOf(fleet)}${spare === 0 ? "" : `, ${spare} of them to spare`}`],
    ...(fleet.pieces.every(({ machine }) => machine === fleet.machine)
      ? []
      : [
          [
            "requests of each",
            fleet.pieces.map(({ machine, ratePerSec }) => `${machine} ${formatRate(ratePerSec)}`).join(", "),
          ] as const,
        ]),
    ...settingsOf(fleet),
    ["load line", planLineWords(fleet)],
    [
      "objectives",
      fleet.objectives
        .map(
          (one) =>
            `${one.objective} ${one.holds ? "holds" : "does not hold"}, under ${one.seedsHold} of ${result.seeds.length} seeds`,
        )
        .join("; "),
    ],
    ...(oneMore === null
      ? []
      : [
          [
            "one more",
            `${oneMoreWords(fleet, oneMore)}, for ${money(oneMore.costPerMonth)} a month: p99 ${formatNumber(oneMore.p99Ms)} ms`,
          ] as const,
        ]),
    ...(oneFewer === null
      ? []
      : [
          [
            "one fewer",
            `${plural(oneFewer.replicas, "replica")}: p99 ${formatNumber(oneFewer.p99Ms)} ms, the objectives ${oneFewer.holds ? "hold" : "do not hold"}`,
          ] as const,
        ]),
    ...(batchWork === null
      ? []
      : [
          [
            "idle hours",
            `${formatCount(Number(batchWork.requestsPerMonth.toPrecision(3)))} requests a month that can wait would fit; then ${money(batchWork.costPerMillionRequests)} per million of all; ${batchWork.note}`,
          ] as const,
        ]),
    ...(energy === null
      ? []
      : [
          [
            "energy",
            [
              `${formatNumber(energy.kwhPerMonth)} kWh a month`,
              ...(energy.costPerMonth === null ? [] : [`${money(energy.costPerMonth)}`]),
              ...(energy.co2KgPerMonth === null ? [] : [`${formatNumber(energy.co2KgPerMonth)} kg of CO₂`]),
              energy.note,
            ].join("; "),
          ] as const,
        ]),
    ...(cost.perMillionTokens === null
      ? []
      : [["per million tokens", money(cost.perMillionTokens)] as const]),
  ];
}
