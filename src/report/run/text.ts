import {
  formatCount,
  formatMoney,
  formatPrice,
  formatRate,
  formatShare,
  formatSpan,
  formatTime,
  printable,
} from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { indented, named, type Paint, painter, TEXT_COLUMNS } from "../terminal.ts";
import { answerWords } from "./answer-words.ts";
import { cacheSentence } from "./cache-sentence.ts";
import { closedLoopNote } from "./closed-loop-note.ts";
import { comparisonLines } from "./comparison-lines.ts";
import { connectionWords, isNotable } from "./connection-words.ts";
import { endpointLines } from "./endpoint-lines.ts";
import { fleetLines } from "./fleet-lines.ts";
import { gpuSentence } from "./gpu-sentence.ts";
import { inFlightWords } from "./in-flight-words.ts";
import { insideLines } from "./inside-lines.ts";
import { latencyLines } from "./latency-lines.ts";
import { levelLines } from "./level-lines.ts";
import { observedWords } from "./observed-words.ts";
import { outageSentence } from "./outage-sentence.ts";
import { partialSentence } from "./partial-sentence.ts";
import { priorityLines } from "./priority-lines.ts";
import {
  missedObjectives,
  objectiveName,
  openObjectives,
  runVerdict,
  shownObjectives,
} from "./run-verdict.ts";
import { scalingLines } from "./scaling-lines.ts";
import { seedsLines } from "./seeds-lines.ts";
import { seedsAgainst } from "./seeds-words.ts";
import { spotLines } from "./spot-lines.ts";
import { trafficLines } from "./traffic-lines.ts";
import { untilShownSentence } from "./until-shown-words.ts";
import { valuesSentence } from "./values-sentence.ts";
import { writesNone } from "./writes-none.ts";

const MOST_FAILURES = 4;

/** The summary of a run for a terminal: the verdict first, at most 100 columns wide. */
export function renderRunSummary(result: RunResult, options: { readonly colour: boolean }): string {
  const paint = painter(options.colour);
  return [
    ...verdictLines(result, paint),
    "",
    ...loadLines(result),
    "",
    ...latencyLines(result, paint),
    ...tokenLines(result),
    ...insideLines(result, paint),
    ...fleetLines(result),
    ...scalingLines(result, paint),
    ...priorityLines(result, paint),
    ...spotLines(result, paint),
    ...seedsLines(result, paint),
    ...comparisonLines(result, paint),
    ...gpuLines(result, paint),
    ...endpointLines(result, paint),
    ...levelLines(result, paint),
    "",
    ...trafficLines(result),
    "",
    ...objectiveLines(result, paint),
    ...named("cost", costText(result)),
    ...named("schedule", `sha256 ${result.schedule.sha256}`),
  ].join("\n");
}

function verdictLines(result: RunResult, paint: Paint): string[] {
  const { verdict, target, scenario } = result;
  const { word, good } = runVerdict(result);
  const head = (good ? paint.good : paint.bad)(word);
  const outage = outageSentence(result);
  const untilShown = untilShownSentence(result);
  const partial = partialSentence(result);
  const facts = [
    result.source,
    `${target.kind} ${target.model ?? target.url}`,
    target.precision,
    formatTime(result.startedAt),
    `seed ${result.seed}`,
  ];
  return [
    `${head}  ${scenario.name}`,
    ...named("", facts.filter((fact) => fact !== null).join(" · ")),
    ...missedObjectives(result)
      .flatMap((slo) => named("missed", `${objectiveName(slo)}: observed ${seen(slo, result)}`))
      .map(paint.bad),
    ...openObjectives(result)
      .flatMap((slo) => named("not shown", `${objectiveName(slo)}: observed ${seen(slo, result)}`))
      .map(paint.note),
    ...seedsAgainst(result)
      .flatMap((sentence) => named("seeds", sentence))
      .map(paint.bad),
    ...(outage === null ? [] : named("outage", outage).map(paint.bad)),
    ...verdict.reasons.flatMap(({ message, cure }) => [
      ...named("because", message).map(paint.bad),
      ...named("  cure", cure),
    ]),
    ...(partial === null ? [] : named("note", `partial: ${partial}`).map(paint.note)),
    ...(untilShown === null ? [] : named("note", untilShown).map(paint.note)),
    ...(result.load.kind === "closed"
      ? named("note", `closed loop. ${closedLoopNote(result)}`).map(paint.note)
      : []),
    ...(result.source === "simulated"
      ? named("note", `simulated: no server was involved. ${result.simulation?.note ?? ""}`.trim()).map(
          paint.note,
        )
      : []),
    ...(target.weights === "synthetic"
      ? named("note", "synthetic weights: the speed is real, the answers mean nothing").map(paint.note)
      : []),
    ...cacheLines(result, paint),
  ];
}

function cacheLines({ cacheCheck }: RunResult, paint: Paint): string[] {
  if (cacheCheck === null) return [];
  const lines = named(cacheCheck.suspected === true ? "WARNING" : "cache", cacheSentence(cacheCheck));
  return cacheCheck.suspected === false ? lines : lines.map(paint.note);
}

function loadLines(result: RunResult): string[] {
  const { load, requests } = result;
  const outcomes = Object.entries(requests.byOutcome)
    .filter(([outcome, count]) => outcome !== "ok" && count > 0)
    .map(([outcome, count]) => `${formatCount(count)} ${outcome}`);
  const failures = requests.failures.toSorted((a, b) => b.count - a.count);
  const values = valuesSentence(result);
  return [
    ...named(
      "load",
      `${asked(result)}, ${formatRate(load.achievedPerSec)} answered ok, for ${formatSpan(load.measuredMs)}; at most ${formatCount(load.maxInFlight)} in flight`,
    ),
    ...named(
      "requests",
      `${formatCount(requests.scheduled)} scheduled, ${formatCount(requests.ok)} ok, ${formatCount(requests.failed)} failed` +
        (requests.failed === 0
          ? ""
          : ` (${formatShare(requests.failed, requests.scheduled)}): ${outcomes.join(", ")}`),
    ),
    ...failures.slice(0, MOST_FAILURES).map((f) => {
      const kind = [f.outcome, f.failure === "none" ? "" : f.failure, f.status === 0 ? "" : f.status].filter(
        (part) => part !== "",
      );
      const text = `${formatCount(f.count)} × ${kind.join(" ")}${f.example === null ? "" : `: ${f.example}`}`;
      return indented("") + cut(printable(text), TEXT_COLUMNS);
    }),
    ...(failures.length > MOST_FAILURES
      ? named("", `${failures.length - MOST_FAILURES} more kinds in the report`)
      : []),
    ...(values === null ? [] : named("values", values)),
    ...connectionLines(result),
  ];
}

function connectionLines({ generator }: RunResult): string[] {
  const counts = generator?.connections ?? null;
  return counts === null || !isNotable(counts) ? [] : named("connection", connectionWords(counts));
}

function asked(result: RunResult): string {
  const { load } = result;
  return load.kind === "closed"
    ? `closed loop of ${inFlightWords(result)} ${load.concurrency === 1 ? "connection" : "connections"}`
    : `${formatRate(load.offeredPerSec)} offered`;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Short names for latencies whose names are too long for their column. */
function tokenLines({ tokens }: RunResult): string[] {
  if (tokens === null) return [];
  const { outputPerSec, promptPerSec, perRequestOutputPerSec: perRequest, absent } = tokens;
  const rate = (name: string, perSec: number | null, why: string | undefined) =>
    perSec === null && why !== undefined ? `${name} not known: ${why}` : `${name} ${formatRate(perSec)}`;
  const each =
    perRequest.p50 === null ? [] : [`half of the requests had at least ${formatRate(perRequest.p50)}`];
  const written = writesNone(tokens) ? [] : [rate("output", outputPerSec, absent.output), ...each];
  return named("tokens", [...written, rate("prompt", promptPerSec, absent.prompt)].join("; "));
}

function gpuLines({ telemetry, telemetryAbsent }: RunResult, paint: Paint): string[] {
  const unknown = telemetry.length === 0 ? "not known" : "not known to the end";
  return [
    ...(telemetry.length === 0 ? [] : named("gpu", gpuSentence(telemetry))),
    ...(telemetryAbsent === null ? [] : named("gpu", `${unknown}: ${telemetryAbsent}`).map(paint.quiet)),
  ];
}

function objectiveLines(result: RunResult, paint: Paint): string[] {
  return shownObjectives(result).flatMap((slo) => {
    const { holds, note } = slo;
    const { word, detail } = answerWords(slo);
    const lines = [
      ...named(
        "objective",
        `${objectiveName(slo)}: observed ${observedWords(slo, result.cost.currency)}, ${word}`,
      ),
      ...[detail, note].flatMap((more) => (more === null ? [] : named("", more))),
    ];
    return holds === null ? lines : lines.map(holds ? paint.good : paint.bad);
  });
}

function seen(slo: RunResult["slo"][number], { cost }: RunResult): string {
  return `${observedWords(slo, cost.currency)}${slo.note === null ? "" : ` (${slo.note})`}`;
}

function costText({ cost }: RunResult): string {
  const price = `${formatPrice(cost.pricePerHour, cost.currency)} per hour`;
  const perTokens =
    cost.perMillionOutputTokens === null
      ? ""
      : ` and ${formatMoney(cost.perMillionOutputTokens, cost.currency)} per million output tokens`;
  const amount =
    cost.perMillionRequests === null
      ? "nothing was answered"
      : `${formatMoney(cost.perMillionRequests, cost.currency)} per million requests${perTokens} at this load`;
  return `${amount}, at ${price} (${cost.priceIsExample ? "EXAMPLE price; give yours with --price" : cost.priceSource})`;
}
