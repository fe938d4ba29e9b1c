import { FIGURES, KNOWN_METRICS } from "../../metrics/figures.ts";
import { isFigure, type MetricQuery, parseMetricQuery, plainQuery } from "../../metrics/metric-query.ts";
import { SCRAPE_PERIOD_MS } from "../hpa/options.ts";
import type { Problems } from "./problems.ts";

/** Annotation of a manifest that says what its metrics are in the simulation: `cpu=busy-percent, jobs=sum(queued)`. */
export const METRICS_ANNOTATION = "plimsoll/metrics";

const FIGURES_ARE = `figures are ${Object.keys(FIGURES).join(", ")}`;

/** What the metrics of a manifest are in the simulation. */
export class MetricNames {
  readonly #problems: Problems;
  /** The query that each name stands for, as it was written. */
  readonly #said = new Map<string, string>();
  readonly #asked = new Set<string>();

  /** @param pairs each `metric=figure`; a name may hold anything, and a later pair wins over an earlier one */
  constructor(pairs: readonly string[], problems: Problems) {
    this.#problems = problems;
    for (const pair of pairs) {
      const at = pair.lastIndexOf("=");
      const query = pair.slice(at + 1);
      if (at > 0 && parseMetricQuery(query) !== undefined) this.#said.set(pair.slice(0, at).trim(), query);
      else
        problems.add(
          ["metadata", "annotations", METRICS_ANNOTATION],
          `"${pair.trim()}" is not METRIC=FIGURE, such as my_queue=sum(queued): ${FIGURES_ARE}`,
        );
    }
  }

  /**
   * The query that a metric stands for, where it can have a value: a mean needs two scrapes in its window, and what waits
   * in front of the fleet belongs to no replica.
   *
   * @param of whether single replicas have the metric
   */
  queryFor(
    name: string,
    path: readonly PropertyKey[],
    windowMs: number,
    of: "replicas" | "fleet",
  ): MetricQuery | undefined {
    const query = this.#lookUp(name, path, windowMs);
    if (query === undefined) return undefined;
    const { read, countsWaiting } = FIGURES[query.figure];
    if (read.of === "window" && query.windowMs < SCRAPE_PERIOD_MS)
      this.#problems.add(
        path,
        `${query.figure} needs a window of at least ${SCRAPE_PERIOD_MS / 1000}s, the time between two scrapes`,
      );
    if (countsWaiting && of === "replicas")
      this.#problems.add(
        path,
        `${query.figure} counts what waits in front of the fleet, which is no replica's: scale on it by an External metric`,
      );
    return query;
  }

  /**
   * The query of a name: what was said, a figure of its own name, or a well-known metric. Nothing else is
   * guessed; it is a problem, with its cure.
   *
   * @param windowMs the window of a mean, where none was said
   */
  #lookUp(name: string, path: readonly PropertyKey[], windowMs: number): MetricQuery | undefined {
    this.#asked.add(name);
    const said = this.#said.get(name);
    if (said !== undefined) return parseMetricQuery(said, windowMs);
    if (isFigure(name)) return plainQuery(name, windowMs);
    const known = Object.hasOwn(KNOWN_METRICS, name) ? KNOWN_METRICS[name] : undefined;
    if (known !== undefined) return plainQuery(known, windowMs);
    this.#problems.add(
      path,
      `the metric ${JSON.stringify(name)} is not simulated; say which figure it is, with --autoscaler-metric ` +
        `'${name}=FIGURE' or the annotation ${METRICS_ANNOTATION}: ${FIGURES_ARE}`,
    );
    return undefined;
  }

  /** Refuses what was said of a metric that the manifest does not have: it may be misspelt. */
  refuseOthers(): void {
    const has = this.#asked.size === 0 ? "none that is mapped" : [...this.#asked].join(", ");
    for (const name of this.#said.keys())
      if (!this.#asked.has(name))
        this.#problems.add(
          ["metadata", "annotations", METRICS_ANNOTATION],
          `the manifest has no metric ${JSON.stringify(name)}; it has ${has}`,
        );
  }
}

/** A figure at the end of a pair, and what is between it and the next. Commas of a query before it are its own. */
const PAIR_END = /(=\s*(?:(?:sum|avg|max)\()?[a-z-]+(?:\[[^\],]*\])?\)?)\s*(?:,|\n|$)/g;

/** The pairs in an annotation, between commas or on lines of their own. */
export function pairsIn(annotation: string): string[] {
  const pairs: string[] = [];
  let from = 0;
  for (const match of annotation.matchAll(PAIR_END)) {
    pairs.push(annotation.slice(from, match.index) + match[1]);
    from = match.index + match[0].length;
  }
  return [...pairs, annotation.slice(from)].filter((pair) => pair.trim() !== "");
}
