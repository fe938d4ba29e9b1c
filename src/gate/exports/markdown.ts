import { formatShare, plural } from "../../core/format.ts";
import { markdownCode, markdownText } from "../../core/markdown-text.ts";
import type { GateMetricResult, GatePairResult } from "../../result/gate-result.ts";
import { UNITS, type Unit } from "../../result/units.ts";
import {
  boundsWords,
  lengthWords,
  linesWords,
  loadWords,
  machineSentences,
  sizeWords,
  toleratedWords,
  worseningWords,
} from "../words.ts";
import type { GateExport } from "./gate-export.ts";

/** A gate as Markdown, for the step summary of GitHub or a comment: verdict and table at once, everything else folded. */
export const markdown: GateExport = {
  title: "Markdown, for comments on changes",
  render(result) {
    const { verdict, metrics, sameSides, rule, search } = result;
    const traffic = loadWords(result);
    const measured =
      search === null
        ? `of runs at ${traffic === "closed loop" ? "a closed loop" : traffic}, ${lengthWords(result).replace(/ a run$/, " each")}`
        : `of searches for the ${traffic}, ${lengthWords(result)}`;
    const pairs = result.pairs.filter(({ stage }) => stage === "gate");
    return [
      `### Performance gate: ${verdict.answer.toUpperCase()}`,
      "",
      markdownText(verdict.sentence),
      ...(sameSides
        ? ["", "Both sides were given alike: this gate tells of itself and of its machine."]
        : []),
      ...result.caveats.flatMap((caveat) => ["", markdownText(caveat)]),
      "",
      "| metric | baseline | candidate | change | bounds | tolerated | |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      ...metrics.map(metricRow),
      "",
      `${plural(pairs.length, "pair")} ${markdownText(measured)}. A false alarm has a chance of at most ${formatShare(rule.alpha, 1)}.`,
      "",
      "<details><summary>Pairs, sides and settings</summary>",
      "",
      `| pair | ${metrics.map(({ title }) => markdownText(title)).join(" | ")} | |`,
      `| --- | ${metrics.map(() => "---").join(" | ")} | --- |`,
      ...result.pairs.map((pair) => pairRow(pair, metrics)),
      "",
      ...(["baseline", "candidate"] as const).map((side) => `- ${side}: ${markdownCode(result[side].given)}`),
      ...result.differences.map(
        ({ what, baseline, candidate }) =>
          `- ${markdownText(what)}: ${markdownText(baseline)} → ${markdownText(candidate)}`,
      ),
      ...machineSentences(result).map((sentence) => `- machine: ${sentence}`),
      ...metrics.map((metric) => `- noise of ${markdownText(metric.title)}: ${noiseWords(metric)}`),
      `- again: ${markdownCode(result.command.join(" "))}`,
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
  return `| ${cells.map(markdownText).join(" | ")} |`;
}

function pairRow(result: GatePairResult, metrics: readonly GateMetricResult[]): string {
  const { pair, stage, worsening, missing } = result;
  const cells = metrics.map((metric) => {
    const one = worsening[metric.figure] ?? null;
    const lines = linesWords(result, metric.figure);
    const change = one === null ? "none" : worseningWords(metric, one);
    return lines === null ? change : `${change} (${lines})`;
  });
  const name = stage === "gate" ? String(pair) : `again ${pair}`;
  return `| ${[name, ...cells, missing === null ? "" : `missing: ${missing}`].map(markdownText).join(" | ")} |`;
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
