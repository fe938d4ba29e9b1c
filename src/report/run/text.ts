import {
  ABSENT,
  formatCorrelation,
  formatCount,
  formatMoney,
  formatMs,
  formatNumber,
  formatPrice,
  formatRate,
  formatShare,
  formatSpan,
  formatTime,
  percentileLabel,
  printable,
} from "../../core/format.ts";
import type { FigureConfidence } from "../../result/latency.ts";
import {
  LATENCIES,
  LATENCY_KEYS,
  LATENCY_STATISTICS,
  type LatencyKey,
  latencyFigure,
} from "../../result/latency-figures.ts";
import type { RunResult } from "../../result/run-result.ts";
import { busyWords, hurstWords } from "../burst-words.ts";
import { SPOILED_SIGN } from "../spoiled-sign.ts";
import { indented, named, type Paint, painter, TEXT_COLUMNS } from "../terminal.ts";
import { absentReasons } from "./absent-reasons.ts";
import { answerWords } from "./answer-words.ts";
import { cacheSentence } from "./cache-sentence.ts";
import { certainties, intervalReasons } from "./certainty.ts";
import { closedLoopNote } from "./closed-loop-note.ts";
import { comparisonLines } from "./comparison-lines.ts";
import { connectionWords, isNotable } from "./connection-words.ts";
import { ENDPOINT_TIMES, endpointAbsences, failedAs } from "./endpoint-words.ts";
import { gpuSentence } from "./gpu-sentence.ts";
import { inFlightWords } from "./in-flight-words.ts";
import { levelLines } from "./level-lines.ts";
import { observedWords } from "./observed-words.ts";
import { outageSentence } from "./outage-sentence.ts";
import { partialSentence } from "./partial-sentence.ts";
import {
  missedObjectives,
  objectiveName,
  openObjectives,
  runVerdict,
  shownObjectives,
} from "./run-verdict.ts";
import { scalingLines } from "./scaling-lines.ts";
import { serverLoadNote } from "./server-load-note.ts";
import { SESSIONS_NOTE } from "./sessions-note.ts";
import { spoiledOf, spoiledSentence } from "./spoiled-figures.ts";
import { survivorsSentence } from "./survivors-sentence.ts";
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
    ...scalingLines(result, paint),
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
const SHORT_NAMES: Readonly<Partial<Record<LatencyKey, string>>> = { ttftFromSent: "  from sent" };

function latencyLines(result: RunResult, paint: Paint): string[] {
  const [spoiled, survivors] = [spoiledSentence(result), survivorsSentence(result)];
  return [
    paint.quiet(row("latency ms", [...LATENCY_STATISTICS.map(percentileLabel), "requests"])),
    ...LATENCY_KEYS.flatMap((latency) => [
      ...latencyLine(result, latency),
      ...(latency === "response" ? certaintyLines(result) : []),
    ]),
    ...absentReasons(result)
      .flatMap((reason) => named(`  ${ABSENT}`, reason))
      .map(paint.quiet),
    ...(spoiled === null ? [] : named(`  ${SPOILED_SIGN}`, spoiled).map(paint.note)),
    ...(survivors === null ? [] : named("  note", survivors).map(paint.note)),
  ];
}

function latencyLine(result: RunResult, latency: LatencyKey): string[] {
  const summary = result.latencyMs[latency];
  if (summary === null) return [];
  const spoiled = spoiledOf(result, latency);
  const figures = LATENCY_STATISTICS.map(
    (key) =>
      formatNumber(latencyFigure(latency, key).read(result)) +
      (spoiled[key] === undefined ? "" : SPOILED_SIGN),
  );
  const name = SHORT_NAMES[latency] ?? LATENCIES[latency].title;
  return [row(name, [...figures, formatCount(summary.count)])];
}

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

/** The lines on the time inside the server, as the server reports it. */
function insideLines(result: RunResult, paint: Paint): string[] {
  const { serverStatistics: inside, serverStatisticsAbsent: absent } = result;
  if (inside === null) return absent === null ? [] : named("inside", `not known: ${absent}`).map(paint.quiet);
  const { queueMs, computeInputMs, computeInferMs, computeOutputMs, meanBatch } = inside;
  const note = serverLoadNote(inside);
  return [
    ...named(
      "inside",
      `queue ${formatMs(queueMs)}, input ${formatMs(computeInputMs)}, model ${formatMs(computeInferMs)}, output ${formatMs(computeOutputMs)} a request; ${formatNumber(meanBatch)} items a run`,
    ),
    ...(note === null ? [] : named("", note).map(paint.note)),
  ];
}

function gpuLines({ telemetry, telemetryAbsent }: RunResult, paint: Paint): string[] {
  const unknown = telemetry.length === 0 ? "not known" : "not known to the end";
  return [
    ...(telemetry.length === 0 ? [] : named("gpu", gpuSentence(telemetry))),
    ...(telemetryAbsent === null ? [] : named("gpu", `${unknown}: ${telemetryAbsent}`).map(paint.quiet)),
  ];
}

/** The lines on endpoints, each endpoint under its URL, which may be long. */
function endpointLines({ endpoints }: RunResult, paint: Paint): string[] {
  if (endpoints.length === 0) return [];
  const times = ENDPOINT_TIMES.map((key) => `${percentileLabel(key)} ms`);
  return [
    "",
    paint.quiet(row("endpoints", ["requests", "ok", "failed", ...times])),
    ...endpoints.flatMap((endpoint) => {
      const { url, requests, latencyMs } = endpoint;
      const counts = [requests.scheduled, requests.ok, requests.failed].map(formatCount);
      return [
        ...named("", [url, failedAs(endpoint)].filter((part) => part !== "").join(": ")),
        row("", [...counts, ...ENDPOINT_TIMES.map((key) => formatNumber(latencyMs.response[key]))]),
      ];
    }),
    ...endpointAbsences(endpoints)
      .flatMap((reason) => named(`  ${ABSENT}`, reason))
      .map(paint.quiet),
  ];
}

function row(name: string, cells: readonly string[]): string {
  return indented(name) + cells.map((cell) => cell.padStart(10)).join("");
}

/**
 * The line of intervals below the figures of response time; `max` has none, and there is no room for every reason.
 */
function certaintyLines(result: RunResult): string[] {
  const figures = certainties(result);
  if (figures.every(({ confidence }) => confidence.interval === null)) {
    const reason = figures[0]?.confidence.absent ?? null;
    return reason === null ? [] : named("  95 %", `no interval: ${reason}`);
  }
  const line = (name: string, cell: (at: FigureConfidence) => number | null) =>
    row(
      name,
      LATENCY_STATISTICS.map((key) => {
        const confidence = result.latencyMs.response.confidence[key];
        return confidence === undefined ? "" : formatNumber(cell(confidence));
      }),
    );
  const reasons = intervalReasons(result).map((reason) => `no interval around ${reason}`);
  return [
    line("  95 % from", ({ interval }) => interval?.low ?? null),
    line("  95 % to", ({ interval }) => interval?.high ?? null),
    line("  counts as", ({ effectiveCount }) => effectiveCount && Math.floor(effectiveCount)),
    ...reasons.flatMap((reason) => named(`  ${ABSENT}`, reason)),
  ];
}

function trafficLines(result: RunResult): string[] {
  if (result.load.kind === "closed") return named("traffic", result.load.arrivals);
  const { planned, sent } = result.burst;
  const lengths = Object.keys(planned.windows).sort((a, b) => Number(a) - Number(b));
  const shown = lengths.filter((sec) => (planned.windows[sec]?.idc ?? null) !== null);
  const idc = (windows: typeof planned.windows) =>
    shown.map((sec) => `${sec} s ${formatNumber(windows[sec]?.idc ?? null)}`).join(", ");
  const line = (name: string, metrics: typeof planned) =>
    named(
      name,
      `CV ${formatNumber(metrics.interArrivalCv)}, lag-1 ${formatCorrelation(metrics.lag1Autocorrelation)}` +
        (shown.length === 0 ? "" : `, IDC at ${idc(metrics.windows)}`) +
        (metrics.timeAboveTwiceMean === null
          ? ""
          : `, ${busyWords(metrics)} of the seconds above twice the mean`) +
        (metrics.apparentHurst === null ? "" : `, apparent Hurst ${hurstWords(metrics)}`),
    );
  const note = result.load.kind === "sessions" ? named("", SESSIONS_NOTE) : [];
  return [
    ...named("traffic", result.load.arrivals),
    ...line("  planned", planned),
    ...line("  sent", sent),
    ...note,
    ...result.load.notes.flatMap((text) => named("  note", text)),
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
