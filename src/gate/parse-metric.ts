import { nearestWord } from "../core/nearest-word.ts";
import type { Figure } from "../result/figure.ts";
import { FIGURES } from "../result/figures.ts";
import { UNITS } from "../result/units.ts";
import { loadLineFigure, namedLoadLine } from "./load-line.ts";
import { comparedBy, type GateMetric } from "./metric.ts";
import { attainmentFigure } from "./objective-metric.ts";

/** The tolerance of figures that are shares, where nobody says another one: a tenth of a percentage point. */
export const TOLERATED_SHARE = 0.001;

/** Figures that have a better direction, by the name that a user gives. */
const JUDGEABLE: ReadonlyMap<string, Figure> = new Map(
  FIGURES.filter(({ better, id }) => better !== "neither" && !id.startsWith("sendLag")).map((figure) => [
    figure.id,
    figure,
  ]),
);

/** A metric as it was asked for: with null where the tolerance is the usual one. */
export interface AskedMetric extends Omit<GateMetric, "tolerance"> {
  readonly tolerance: number | null;
}

/** Reads a metric such as `p99` or `p99:5%`; returns the problem where the text is not one. */
export function parseMetric(text: string): AskedMetric | { readonly problem: string } {
  const [, name = "", limit] = /^([^:]*)(?::(.*))?$/s.exec(text.trim()) ?? [];
  const attainment = attainmentFigure(name);
  if (attainment !== null && "problem" in attainment) return attainment;
  const line = namedLoadLine(name);
  const { figure, objective = null } = attainment ?? { figure: line ?? JUDGEABLE.get(name) };
  if (figure === undefined) return { problem: unknown(name) };
  const asked = { figure, objective, ...(line === null ? {} : { isLoadLine: true }) };
  if (limit === undefined) return { ...asked, tolerance: null };
  const tolerance = UNITS.share.parse(limit);
  if (tolerance !== undefined) return { ...asked, tolerance };
  return { problem: `"${limit}" is no tolerance: write ${figure.id}:3%` };
}

function unknown(name: string): string {
  const known = FIGURES.find(({ id }) => id === name);
  if (known?.better === "neither") return `of ${name} neither more nor less is better`;
  if (known !== undefined) return `${name} is about the load generator, not the server`;
  const near = nearestWord(name, [...JUDGEABLE.keys(), loadLineFigure(null).id]);
  return `"${name}" is no figure with a better direction${near === undefined ? "" : `; did you mean ${near}?`}`;
}

/** The metrics of a gate of load lines: searches judge the failures of requests themselves. */
export function loadLineMetrics(asked: readonly AskedMetric[], tolerance: number): GateMetric[] {
  return asked.map(({ tolerance: own, ...metric }) => ({ ...metric, tolerance: own ?? tolerance }));
}

/**
 * The metrics that a gate judges: the ones that were asked for, with their tolerances, and always the share of failed requests, without
 * which a server that fails fast would look like a fast one.
 */
export function metricsOf(asked: readonly AskedMetric[], tolerance: number): GateMetric[] {
  const errors = JUDGEABLE.get("errors") as Figure;
  const wanted = asked.some(({ figure }) => figure.id === errors.id)
    ? asked
    : [...asked, { figure: errors, tolerance: null }];
  return wanted.map(({ tolerance: own, ...metric }) => ({
    ...metric,
    tolerance: own ?? (comparedBy(metric.figure) === "difference" ? TOLERATED_SHARE : tolerance),
  }));
}
