import { nearestWord } from "../core/nearest-word.ts";
import { parseDurationMs } from "../core/units.ts";
import type { Figure } from "./figure.ts";
import { RUN_FIGURES, type RunFigureId } from "./figures.ts";
import { LATENCY_STATISTICS, latencyFigure, PERCENTILES } from "./latency-figures.ts";
import {
  type LatencyLimit,
  type LatencyObjective,
  OBJECTIVE_LATENCIES,
  type Objective,
  type ObjectiveFigure,
  type ObjectiveLatency,
  percentileKeyOf,
} from "./objective.ts";
import { UNITS, type Unit } from "./units.ts";

/** The reason why a text is not an objective, and the nearest right spelling, where there is one. */
export interface ObjectiveProblem {
  readonly problem: string;
  readonly suggestion: string | null;
}

const SHAPE = /^([\w.]+|attainment\([^()]*\))\s*(<=|>=|<|>|==|=|≤|≥|:)\s*([^<>=≤≥\s].*)$/i;

/** Reads one objective, in any of the spellings of `Objective`; returns the problem where the text is not one. */
export function parseObjective(given: string): Objective | ObjectiveProblem {
  const [, name = "", operator = "", limit = ""] = SHAPE.exec(given.trim()) ?? [];
  if (name === "")
    return {
      problem:
        "an objective is a figure, <= or >=, and a limit with its unit, such as p99<=50ms or errors<=0.1%",
      suggestion: null,
    };
  if (/^attainment\(/i.test(name)) return parseAttainment(name, operator, limit);
  const latency = latencyNamed(name);
  if (latency !== null) return parseLatency(latency, operator, limit);
  const figure = figureNamed(name);
  return figure === null ? unknownFigure(name, operator, limit) : parseFigure(figure, operator, limit);
}

/** Reads an objective that a document holds, which was checked when it was written. @throws TypeError for other text */
export function objectiveOf(text: string): Objective {
  const objective = parseObjective(text);
  if ("problem" in objective) throw new TypeError(`"${text}" is no objective: ${objective.problem}`);
  return objective;
}

/** The objectives among the texts of a document; one of a newer version is left out, since it cannot be understood. */
export function knownObjectives(texts: readonly string[]): Objective[] {
  return texts.map(parseObjective).flatMap((read) => ("problem" in read ? [] : [read]));
}

/** The problem and its cure in one sentence without its full stop. */
export function problemWords({ problem, suggestion }: ObjectiveProblem): string {
  return suggestion === null ? problem : `${problem}; did you mean ${suggestion}?`;
}

interface NamedLatency {
  readonly latency: ObjectiveLatency;
  readonly statistic: LatencyObjective["statistic"];
  /** Name of the latency in results: `p99`, `p999`, `ttft.p99`, `max`. */
  readonly name: string;
}

function latencyNamed(name: string): NamedLatency | null {
  const [, prefix = "response", word = ""] =
    /^(?:(\w+)\.)?(p\d{1,3}(?:\.\d{1,4})?|max|mean)$/.exec(name) ?? [];
  const latency = OBJECTIVE_LATENCIES.find((one) => one === prefix);
  const statistic = word === "max" || word === "mean" ? word : percentileNamed(word);
  if (latency === undefined || statistic === null) return null;
  const key = typeof statistic === "number" ? (percentileKeyOf(statistic) ?? `p${statistic}`) : word;
  return { latency, statistic, name: latency === "response" ? key : `${latency}.${key}` };
}

function percentileNamed(word: string): number | null {
  const percentile = word === "p999" ? PERCENTILES.p999 : Number(word.slice(1) || Number.NaN);
  return percentile > 0 && percentile < 100 ? percentile : null;
}

function figureNamed(name: string): ObjectiveFigure | null {
  const figure: Figure | undefined = Object.hasOwn(RUN_FIGURES, name)
    ? RUN_FIGURES[name as RunFigureId]
    : undefined;
  return figure === undefined || figure.better === "neither" ? null : (name as ObjectiveFigure);
}

function parseLatency(
  { latency, statistic, name }: NamedLatency,
  operator: string,
  limit: string,
): Objective | ObjectiveProblem {
  const limitMs = parseDurationMs(limit);
  if (operator === "<=" && limitMs !== undefined)
    return { kind: "latency", text: `${name}<=${limit}`, latency, statistic, limitMs };
  return wrongLimit({ name, wanted: "<=", unit: "ms" }, operator, limit);
}

function parseFigure(figure: ObjectiveFigure, operator: string, limit: string): Objective | ObjectiveProblem {
  const { better, unit } = RUN_FIGURES[figure];
  const wanted = better === "lower" ? "<=" : ">=";
  const parsed = UNITS[unit].parse(limit);
  if (operator === wanted && parsed !== undefined)
    return { kind: "figure", text: `${figure}${wanted}${limit}`, figure, limit: parsed };
  return wrongLimit({ name: figure, wanted, unit }, operator, limit);
}

function parseAttainment(name: string, operator: string, limit: string): Objective | ObjectiveProblem {
  const inside = name.slice(name.indexOf("(") + 1, -1).split(/[,;]/);
  const read = inside.map(readLatencyLimit);
  const mended = `attainment(${read.map(({ spelling }) => spelling).join(",")})`;
  const share = UNITS.share.parse(limit);
  const wrong = read.find((one) => one.limit === null) ?? (name.includes(";") ? read[0] : undefined);
  if (wrong !== undefined)
    return {
      problem: `"${wrong.given}" is not a limit for a time of a request (${OBJECTIVE_LATENCIES.join(", ")})`,
      suggestion: `${mended}>=${share === undefined ? "99%" : limit}`,
    };
  if (operator === ">=" && share !== undefined && share > 0)
    return {
      kind: "attainment",
      text: `${mended}>=${limit}`,
      limits: read.flatMap((one) => one.limit ?? []),
      share,
    };
  if (share === 0)
    return {
      problem: `"${limit}" is not a limit for an attainment, which always holds then`,
      suggestion: null,
    };
  return wrongLimit({ name: mended, wanted: ">=", unit: "share" }, operator, limit);
}

/** Reads a limit such as `ttft<=200ms`, or its nearest right spelling where it is not quite that. */
function readLatencyLimit(given: string): {
  readonly given: string;
  readonly limit: LatencyLimit | null;
  readonly spelling: string;
} {
  const [, name = "", operator = "", text = ""] = /^([\w.]*)\s*([<>=≤≥]*)\s*(\S*)$/.exec(given.trim()) ?? [];
  const latency = OBJECTIVE_LATENCIES.find((known) => known === name);
  const limitMs = parseDurationMs(text);
  const number = /\d+(?:\.\d+)?/.exec(text)?.[0] ?? "50";
  const [family = ""] = name.split(".");
  const meant =
    OBJECTIVE_LATENCIES.find((known) => known === family) ??
    nearestWord(family, OBJECTIVE_LATENCIES) ??
    "response";
  const spelling = `${meant}<=${limitMs === undefined ? UNITS.ms.complete(number) : text}`;
  const good = latency !== undefined && limitMs !== undefined && operator === "<=";
  return { given: given.trim(), limit: good ? { latency, limitMs } : null, spelling };
}

/** The problem of an objective whose figure is known, but whose operator or limit does not fit the figure. */
function wrongLimit(
  { name, wanted, unit }: { readonly name: string; readonly wanted: "<=" | ">="; readonly unit: Unit },
  operator: string,
  limit: string,
): ObjectiveProblem {
  const example = unit === "share" && wanted === "<=" ? "1%" : UNITS[unit].example;
  const isLimit = UNITS[unit].parse(limit) !== undefined;
  const meant = isLimit ? limit : meantLimit(unit, limit);
  return {
    problem: isLimit
      ? `${name} takes ${wanted}, not ${operator}`
      : `"${limit}" is not a limit for ${name}${meant === null ? `, such as ${example}` : ""}`,
    suggestion: meant === null ? null : `${name}${wanted}${meant}`,
  };
}

/**
 * The limit that a text may mean: its blanks dropped, what follows a blank or a comma dropped, or the unit put to a
 * bare number. Null for every other text, since a number out of it may be thousands of times off.
 */
function meantLimit(unit: Unit, text: string): string | null {
  const { parse, complete } = UNITS[unit];
  const [first = ""] = text.split(/[\s,;]/);
  const bare = /^\$?\d+(?:\.\d+)?$/.test(text) ? complete(text.replace("$", "")) : "";
  return [text.replaceAll(/\s/g, ""), first, bare].find((one) => parse(one) !== undefined) ?? null;
}

function unknownFigure(name: string, operator: string, limit: string): ObjectiveProblem {
  const latency = OBJECTIVE_LATENCIES.find((one) => one.toLowerCase() === name.toLowerCase());
  if (latency !== undefined)
    return {
      problem: `every request has its own ${name}: name a percentile of it, such as ${latency === "response" ? "p99" : `${latency}.p99`}`,
      suggestion: spellingOf(`${latency}.p99`, operator, limit),
    };
  const nearest = SYNONYMS[name.toLowerCase()] ?? nearestWord(name, KNOWN_NAMES);
  return {
    problem: `there is no figure "${name}" that can be held to a limit`,
    suggestion: nearest === undefined ? null : spellingOf(nearest, operator, limit),
  };
}

/** The right spelling of a known name with an operator and a limit that may be wrong; null where there is none. */
function spellingOf(name: string, operator: string, limit: string): string | null {
  const meant = parseObjective(`${name}${operator}${limit}`);
  return "problem" in meant ? meant.suggestion : meant.text;
}

/** Names that people may have meant: the figures, and the usual statistics of each latency. */
const KNOWN_NAMES: readonly string[] = [
  ...OBJECTIVE_LATENCIES.flatMap((latency) =>
    LATENCY_STATISTICS.map((statistic) => latencyFigure(latency, statistic).id),
  ),
  ...Object.keys(RUN_FIGURES).filter((id) => figureNamed(id) !== null),
];

/** Names that other tools have for these figures. */
const SYNONYMS: Readonly<Record<string, string>> = {
  failed: "errors",
  failures: "errors",
  errorrate: "errors",
  rps: "throughput",
  qps: "throughput",
  price: "cost",
  latency: "p99",
  avg: "mean",
  median: "p50",
  p100: "max",
  goodput: "attainment(response<=50ms)",
};
