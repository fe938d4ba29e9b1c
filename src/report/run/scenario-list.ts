import { largest } from "../../core/extremes.ts";
import { formatRate, formatSpan, printable } from "../../core/format.ts";
import { COLUMNS, wrap } from "../terminal.ts";

const INDENT = 4;
const BLOCKS = "▁▂▃▄▅▆▇█";

/** The facts of a scenario that the list shows; `problem` in their place where its file is not valid. */
interface Shown {
  readonly name: string;
  readonly source: string;
  readonly problem: string | null;
  readonly description?: string;
  readonly model?: string | null;
  readonly load?: string;
  readonly measureMs?: number;
  readonly meanPerSec?: number;
  readonly ratePerSec?: readonly number[];
}

/** A line per scenario with its planned rate over time, and its description below; at most 100 columns wide. */
export function renderScenarioList(scenarios: readonly Shown[]): string {
  const width =
    largest(
      scenarios.map(({ name }) => name.length),
      0,
    ) + 2;
  return scenarios
    .flatMap((scenario, position) => [
      ...(scenario.source === scenarios[position - 1]?.source ? [] : [`${scenario.source}:`]),
      headline(scenario, width),
      ...below(scenario.problem ?? scenario.description ?? ""),
    ])
    .join("\n");
}

function below(text: string): string[] {
  return text
    .split("\n")
    .flatMap((line) => wrap(printable(line), COLUMNS - INDENT))
    .map((line) => " ".repeat(INDENT) + line);
}

function headline(scenario: Shown, width: number): string {
  const { name, problem, ratePerSec = [], meanPerSec = 0, measureMs = 0, model, load } = scenario;
  if (problem !== null) return `${name.padEnd(width)}not valid`;
  const facts = [
    load === "closed" ? "closed loop" : `${formatRate(meanPerSec)}${load === "sessions" ? " sessions" : ""}`,
    formatSpan(measureMs),
    model ?? "",
  ];
  return `${name.padEnd(width)}${sparkline(ratePerSec)}  ${facts.filter(Boolean).join(", ")}`;
}

/** A sparkline: one block per value, on a scale from 0 to the greatest. */
export function sparkline(values: readonly number[]): string {
  const most = largest(values);
  if (!(most > 0)) return " ".repeat(values.length);
  return values
    .map((value) =>
      value === 0 ? " " : BLOCKS[Math.min(BLOCKS.length - 1, Math.floor((value / most) * BLOCKS.length))],
    )
    .join("");
}
