import {
  formatCount,
  formatMs,
  formatNumber,
  formatRate,
  formatShare,
  formatSpan,
  formatTime,
  plural,
} from "../../core/format.ts";
import { usd } from "../../planning/answer-sentence.ts";
import { machinesOf } from "../../planning/machines-of.ts";
import type { PlanFleet, PlanResult } from "../../result/plan-result.ts";
import { repeatCommand } from "../page/repeat-command.ts";
import { COLUMNS, named, type Paint, painter, wrap } from "../terminal.ts";
import { hostedLines } from "./hosted-words.ts";
import { minutesOutWords, oneMoreWords, validatedTogether } from "./plan-words.ts";
import { throughDayLines } from "./through-day-lines.ts";

/** The most skipped candidates that a terminal shows. */
const MOST_SKIPPED = 6;

const WORDS = {
  found: "PLAN",
  "over budget": "OVER BUDGET",
  infeasible: "INFEASIBLE",
  interrupted: "INTERRUPTED",
} as const;

/** The summary of a plan for a terminal: the answer first, then the fleets, cheapest first; at most 100 columns wide. */
export function renderPlanSummary(plan: PlanResult, options: { readonly colour: boolean }): string {
  const paint = painter(options.colour);
  const [best] = plan.fleets;
  return [
    ...answerLines(plan, paint),
    ...plan.grounds.flatMap((words, index) => named(index === 0 ? "grounds" : "", words)),
    "",
    ...named("demand", plan.demand.words),
    ...named("traffic", plan.demand.traffic),
    ...plan.demand.notes.flatMap((note) => named("note", note)).map(paint.note),
    ...(plan.fleets.length === 0 ? [] : ["", ...fleetLines(plan, paint)]),
    ...(best === undefined ? [] : ["", ...bestLines(best)]),
    ...(plan.hosted.length === 0
      ? []
      : ["", ...plan.hosted.flatMap(hostedLines).flatMap(([name, words]) => named(name, words))]),
    ...(plan.skipped.length === 0 ? [] : ["", ...skippedLines(plan)]),
    "",
    ...validatedTogether(plan.validation).flatMap(({ models, words }, index) =>
      named(index === 0 ? "validated" : "", `${models.join(", ")}: ${words}`),
    ),
    ...plan.assumptions.flatMap((words, index) => named(index === 0 ? "assumed" : "", words)),
    ...plan.notes.flatMap((note) => named("note", note)).map(paint.note),
    ...named("day", plan.window.note),
    ...named(
      "simulated",
      `${formatCount(plan.search.simulatedRequests)} requests in ${plural(plan.search.simulations, "simulation")} of ${plural(plan.search.candidates, "candidate")}, ${formatSpan(plan.search.spentMs)}${plan.search.resumed ? ", with what an earlier plan had simulated" : ""}`,
    ),
  ].join("\n");
}

function answerLines(plan: PlanResult, paint: Paint): string[] {
  const word = WORDS[plan.state];
  const [head = "", ...more] = wrap(`${word}  ${plan.answer}`, COLUMNS);
  const good = plan.state === "found";
  return [
    (good ? paint.good : paint.bad)(word) + head.slice(word.length),
    ...more,
    ...named("", `${formatTime(plan.startedAt)} · seeds ${plan.seeds[0]} to ${plan.seeds.at(-1)}`).map(
      paint.quiet,
    ),
    ...(plan.partial
      ? named("note", "partial: interrupted before the search ended; --resume goes on").map(paint.note)
      : []),
  ];
}

function fleetLines({ fleets }: PlanResult, paint: Paint): string[] {
  const head = row(["$/month", "$/million", "p99 ms", "used", "missed a month"], "fleet, cheapest first");
  return [paint.quiet(head), ...fleets.flatMap(fleetRow)];
}

function fleetRow(fleet: PlanFleet): string[] {
  const { outOfObjective, utilisation, settings, pieces } = fleet;
  // The machines of a mix have settings of their own each, which the report tells.
  const isMix = new Set(pieces.map(({ machine }) => machine)).size > 1;
  const tried = (
    isMix
      ? []
      : [
          settings.maxBatch === null ? "" : `batches to ${settings.maxBatch}`,
          settings.maxDelayMs === 0 ? "" : `wait ${formatMs(settings.maxDelayMs)}`,
          settings.instances === 1 ? "" : plural(settings.instances, "instance"),
          settings.precision ?? "",
        ]
  ).filter((words) => words !== "");
  return [
    row(
      [
        formatCount(Math.round(fleet.costPerMonth)),
        fleet.costPerMillionRequests === null
          ? "—"
          : Number(fleet.costPerMillionRequests.toPrecision(3)).toString(),
        formatNumber(fleet.p99Ms),
        utilisation.effective === null ? "—" : formatShare(utilisation.effective, 1),
        outOfObjective === null ? "—" : minutesOutWords(outOfObjective),
      ],
      `${machinesOf(fleet)}${tried.length === 0 ? "" : `, ${tried.join(", ")}`}`,
    ),
  ];
}

/** What the cheapest fleet is like, beyond its row. */
function bestLines({
  throughDay,
  loadLine,
  burst,
  outOfObjective,
  oneMore,
  oneFewer,
  sensitivity,
  batchWork,
  energy,
  peak,
  spot,
  command,
}: PlanFleet): string[] {
  const line =
    loadLine.holdsPerSec === null
      ? "not known"
      : `${formatRate(loadLine.holdsPerSec)} holds${loadLine.missesPerSec === null ? ", and no higher rate was simulated that misses" : `, ${formatRate(loadLine.missesPerSec)} misses`}`;
  return [
    ...named(
      "cheapest",
      `p50 ${formatMs(peak.p50Ms.mean)}, p95 ${formatMs(peak.p95Ms.mean)}, p99 ${formatMs(peak.p99Ms.mean)} in the busiest hour`,
    ),
    ...throughDayLines({ throughDay }),
    ...named("load line", line),
    ...(burst === null
      ? []
      : named(
          "worst min",
          `${formatRate(burst.ratePerSec)}, p99 ${formatMs(burst.p99Ms)}, ${formatShare(burst.withinShare, 1)} within the limits, its fullest second ${formatNumber(burst.peakToMean)} times the mean${burst.secondsToRecover === null ? "" : `, over after ${burst.secondsToRecover} s`}`,
        )),
    ...(outOfObjective === null
      ? []
      : named(
          "missed",
          `${formatNumber(outOfObjective.minutesPerMonth)} minutes a month${outOfObjective.high === null ? "" : ` (95 %: at most ${formatNumber(outOfObjective.high)})`}: the ${formatNumber(outOfObjective.budgetMinutes)} of the error budget are ${outOfObjective.isWithin === null ? "neither shown to be kept nor exceeded" : outOfObjective.isWithin ? "kept" : "exceeded"}; ${outOfObjective.note}`,
        )),
    ...(spot === null ? [] : spotLines(spot)),
    ...(oneMore === null
      ? []
      : named(
          "one more",
          `${oneMoreWords({ spot }, oneMore)}: p99 ${formatMs(oneMore.p99Ms)}, ${usd(oneMore.costPerMonth)} a month`,
        )),
    ...(oneFewer === null
      ? []
      : named(
          "one less",
          `${plural(oneFewer.replicas, "replica")}: p99 ${formatMs(oneFewer.p99Ms)}, which ${oneFewer.holds ? "keeps" : "does not keep"} the objectives`,
        )),
    ...sensitivity.flatMap(({ what, change, replicas, costPerMonth, holds }, index) =>
      named(
        index === 0 ? "if" : "",
        `${what} ${change > 0 ? "+" : "−"}${formatNumber(Math.abs(change) * 100)} %: ${what === "price" ? "" : `this fleet ${holds === true ? "still keeps" : "does not keep"} the objectives, `}${replicas === null ? "no fleet that is allowed is enough" : `${plural(replicas, "replica")}, ${usd(costPerMonth ?? 0)} a month`}`,
      ),
    ),
    ...(batchWork === null
      ? []
      : named(
          "left over",
          `${formatCount(Math.round(batchWork.idleReplicaHoursPerMonth))} replica hours a month for work that can wait: ${formatCount(Number(batchWork.requestsPerMonth.toPrecision(3)))} requests, and then ${usd(batchWork.costPerMillionRequests)} per million`,
        )),
    ...(energy === null
      ? []
      : named(
          "energy",
          `${formatCount(Math.round(energy.kwhPerMonth))} kWh a month${energy.costPerMonth === null ? "" : `, ${usd(energy.costPerMonth)}`}${energy.co2KgPerMonth === null ? "" : `, ${formatCount(Math.round(energy.co2KgPerMonth))} kg CO2`}, from the watts that are stated`,
        )),
    ...(command.length === 0 ? [] : named("again", repeatCommand({ command }))),
  ];
}

function spotLines(spot: NonNullable<PlanFleet["spot"]>): string[] {
  const { preemptionsRange, costPerMonth, costRange } = spot;
  const p99 =
    spot.p99MsDuringFallback === null
      ? "too many fail for a p99"
      : `p99 ${formatMs(spot.p99MsDuringFallback)}${spot.p99LowMs === null ? "" : ` (${formatNumber(spot.p99LowMs)} to ${formatNumber(spot.p99HighMs)})`}`;
  const months =
    preemptionsRange === null
      ? ""
      : ` (${formatNumber(preemptionsRange.low)} to ${formatNumber(preemptionsRange.high)} in 95 % of months)`;
  return [
    ...named(
      "spot",
      `fallback ${spot.policy}; zones take machines away ${formatNumber(spot.preemptionsPerMonth)} times a month${months}, ${spot.lostAtOnce} at once; in the ${formatSpan(spot.windowMs)} from then on ${p99}; out of objective by that for ${formatNumber(spot.missedMinutesPerMonth)} minutes a month`,
    ),
    ...(costPerMonth === null
      ? []
      : named(
          "",
          `a month: ${costPerMonth.base === 0 ? "" : `${usd(costPerMonth.base)} for machines that stay, `}${usd(costPerMonth.spot)} for spot machines${costPerMonth.fallback === 0 ? "" : `, ${usd(costPerMonth.fallback)} for on-demand ones in their place`}${costRange === null ? "" : `; ${usd(costRange.low)} to ${usd(costRange.high)} in 95 % of months`}`,
        )),
  ];
}

function skippedLines({ skipped }: PlanResult): string[] {
  const shown = skipped.slice(0, MOST_SKIPPED);
  const more = skipped.length - shown.length;
  return [
    ...shown.flatMap(({ machine, settings, why }, index) =>
      named(index === 0 ? "skipped" : "", `${machine}, ${settings}: ${why}`),
    ),
    ...(more === 0 ? [] : named("", `and ${more} more; result.json has them all`)),
  ];
}

const WIDTHS = [9, 12, 11, 8, 20];

function row(cells: readonly string[], last: string): string {
  return `${cells.map((cell, index) => cell.padStart(WIDTHS[index] ?? 0)).join("")}  ${last}`;
}
