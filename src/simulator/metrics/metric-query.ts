import { z } from "zod";
import { parseDurationMs } from "../../core/units.ts";
import { FIGURE_NAMES, FIGURES, type FigureName } from "./figures.ts";

/** Window of a mean, where none was asked for, ms. */
export const DEFAULT_WINDOW_MS = 60_000;

/** What a metric is in the simulation: a figure, how it is put together over the fleet, and the window of a mean. */
export const metricQuerySchema = z.strictObject({
  figure: z.enum(FIGURE_NAMES),
  aggregation: z.enum(["sum", "avg", "max"]),
  windowMs: z.number().min(1000).max(3_600_000),
});

export type MetricQuery = z.output<typeof metricQuerySchema>;

/** A query with nothing but its figure. */
export function plainQuery(figure: FigureName, windowMs = DEFAULT_WINDOW_MS): MetricQuery {
  return { figure, aggregation: FIGURES[figure].aggregation, windowMs };
}

const QUERY = /^(?:(sum|avg|max)\((?=.*\)$))?([a-z-]+)(?:\[([^\]]+)\])?\)?$/;

/**
 * Reads `in-flight`, `avg(busy-percent)` or `sum(arrivals-per-sec[2m])`; undefined where it is none of these. The form
 * is that of PromQL, so that a query of the user and what it is taken for look alike.
 */
export function parseMetricQuery(text: string, defaultWindowMs = DEFAULT_WINDOW_MS): MetricQuery | undefined {
  const trimmed = text.trim();
  const match = QUERY.exec(trimmed);
  if (match === null || trimmed.endsWith(")") !== (match[1] !== undefined)) return undefined;
  const [, aggregation, figure = "", window] = match;
  if (!isFigure(figure)) return undefined;
  const windowMs = window === undefined ? defaultWindowMs : parseDurationMs(window);
  const query = metricQuerySchema.safeParse({
    figure,
    aggregation: aggregation ?? FIGURES[figure].aggregation,
    windowMs,
  });
  return query.data;
}

/** A query as it is written: `sum(arrivals-per-sec[60s])`. */
export function formatMetricQuery({ figure, aggregation, windowMs }: MetricQuery): string {
  const window = FIGURES[figure].read.of === "window" ? `[${windowMs / 1000}s]` : "";
  return `${aggregation}(${figure}${window})`;
}

export function isFigure(name: string): name is FigureName {
  return Object.hasOwn(FIGURES, name);
}
