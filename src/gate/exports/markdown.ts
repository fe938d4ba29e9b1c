import { formatRate, formatShare, formatSpan, plural, printable } from "../../core/format.ts";
import type { GateMetricResult, GatePairResult } from "../../result/gate-result.ts";
import { UNITS, type Unit } from "../../result/units.ts";
import { boundsWords, machineSentences, sizeWords, toleratedWords, worseningWords } from "../words.ts";
import type { GateExport } from "./gate-export.ts";

/** A gate as Markdown, for the step summary of GitHub or a comment: verdict and table at once, everything else folded. */
export const markdown: GateExport = {
  title: "Markdown, for the step summary of GitHub and comments on changes",
  render(result) {
    const { verdict, metrics, sameSides, rule, load } = result;
    const rate = load.plannedPerSec === null ? "a closed loop" : formatRate(load.plannedPerSec);
    const pairs = result.pairs.filter(({ stage }) => stage === "gate");
    return [
      `### Performance gate: ${verdict.answer.toUpperCase()}`,
      "",
      text(verdict.sentence),
      ...(sameSides
        ? ["", "Both sides were given alike: this gate tells of itself and of its machine."]
        : []),
      "",
      "| metric | baseline | candidate | change | bounds | tolerated | |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      ...metrics.map(metricRow),
      "",
      `${plural(pairs.length, "pair")} of runs at ${rate}, ${formatSpan(load.measureMs)} each. A false alarm has a chance of at most ${formatShare(rule.alpha, 1)}.`,
      "",
      "<details><summary>Pairs, sides and settings</summary>",
      "",
      `| pair | ${metrics.map(({ title }) => text(title)).join(" | ")} | |`,
      `| --- | ${metrics.map(() => "---").join(" | ")} | --- |`,
      ...result.pairs.map((pair) => pairRow(pair, metrics)),
      "",
      ...(["baseline", "candidate"] as const).map((side) => `- ${side}: ${code(result[side].given)}`),
      ...result.differences.map(
        ({ what, baseline, candidate }) => `- ${text(what)}: ${text(baseline)} → ${text(candidate)}`,
      ),
      ...machineSentences(result).map((sentence) => `- machine: ${sentence}`),
      ...metrics.map((metric) => `- noise of ${text(metric.title)}: ${noiseWords(metric)}`),
      `- again: ${code(result.command.join(" "))}`,
      "",
      "</details>",
      "",
    ].join("\n");
  },
};

function metricRow(metric: GateMetricResult): string {
  const value = (one: number | null) =>
    one === null ? "none" : UNITS[metric.unit as Unit].format(one, "USD");
  const change = metric.worsening === null ? "no data" : worseningWords(metric, metric.worsening);
  const cells = [
    metric.title,
    value(metric.baseline),
    value(metric.candidate),
    change,
    boundsWords(metric),
    toleratedWords(metric).replace("tolerated ", ""),
    metric.answer.toUpperCase(),
  ];
  return `| ${cells.map(text).join(" | ")} |`;
}

function pairRow(
  { pair, stage, worsening, missing }: GatePairResult,
  metrics: readonly GateMetricResult[],
): string {
  const cells = metrics.map((metric) => {
    const one = worsening[metric.figure] ?? null;
    return one === null ? "none" : worseningWords(metric, one);
  });
  const name = stage === "gate" ? String(pair) : `again ${pair}`;
  return `| ${[name, ...cells, missing === null ? "" : `missing: ${missing}`].map(text).join(" | ")} |`;
}

function noiseWords(metric: GateMetricResult): string {
  const { noise, detectable } = metric;
  if (noise === null) return "not known";
  const found =
    detectable === null
      ? ""
      : `; ${sizeWords(metric, detectable)} worse would be found in four of five gates`;
  return `${sizeWords(metric, noise)} from pair to pair${found}`;
}

/** A text in which nothing is Markdown or HTML: a server or a command may have written it. */
function text(content: string): string {
  return printable(content)
    .replace(/[\\`*_[\]|~#]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;");
}

/** A text as code, fenced by more backticks than it has in a row. */
function code(content: string): string {
  const safe = printable(content);
  const longest = [...safe.matchAll(/`+/g)].reduce((most, [ticks]) => Math.max(most, ticks.length), 0);
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${safe}${pad}${fence}`;
}
