import { capacityOptionsSchema, parseCapacityOptions } from "../../config/capacity-options.ts";
import type { ParsedGate } from "../../config/gate-options.ts";
import { kebab } from "../../config/merge.ts";
import { usageError } from "../../core/errors.ts";
import { smallest } from "../../core/extremes.ts";
import { listProblems } from "../../core/format.ts";
import type { Host } from "../../core/host.ts";
import { loadLineFigure } from "../../gate/load-line.ts";
import type { GateMetric } from "../../gate/metric.ts";
import type { AskedMetric } from "../../gate/parse-metric.ts";
import { type ReadySearch, readySearch } from "../capacity/ready-search.ts";

/** The options of a gate that say how load lines are searched. */
const OF_LINES = ["slo", "tier", "probes", "longest"] as const;
/** What a search for a load line by itself calls the same, and means otherwise, or what the gate says of itself. */
const NOT_OF_A_PROBE = ["concurrency", "tolerance", "resume", "out"];

/** The tiers whose load lines a gate can compare, each with the id of its metric. */
export interface GateSearch {
  readonly ready: ReadySearch;
  /** The place of each load line among the tiers, by the id of its metric. */
  readonly places: ReadonlyMap<string, number>;
  /** The load lines that are compared where nobody names any. */
  readonly usual: readonly AskedMetric[];
}

/** Holds the options of a gate of load lines against each other; null for other gates. @throws one usage error with all problems */
export function gateSearch({ options, given }: ParsedGate, host: Host): GateSearch | null {
  const problems = options.capacity ? whyNoSearch(given) : whyNoLines(given);
  if (problems.length > 0)
    throw usageError(
      listProblems(problems),
      options.capacity
        ? "docs/gate.md says what a gate of load lines is"
        : "add --capacity, or leave them out",
    );
  if (!options.capacity) return null;
  const shared = Object.entries(given).filter(
    ([option]) => Object.hasOwn(capacityOptionsSchema.shape, option) && !NOT_OF_A_PROBE.includes(option),
  );
  const values = { ...Object.fromEntries(shared), scenario: options.scenario };
  const ready = readySearch(parseCapacityOptions([{ values, spell: kebab }]), host);
  const [, ...own] = ready.tiers;
  const figures = [null, ...own.map(({ name }) => name)].map(loadLineFigure);
  const usual = options.tier === undefined ? figures.slice(0, 1) : figures.slice(1);
  return {
    ready,
    places: new Map(figures.map(({ id }, place) => [id, place])),
    usual: usual.map((figure) => ({ figure, isLoadLine: true, tolerance: null })),
  };
}

function whyNoLines(given: ParsedGate["given"]): string[] {
  const idle = OF_LINES.filter((option) => given[option] !== undefined).map((option) => `--${kebab(option)}`);
  return idle.length === 0 ? [] : [`${idle.join(" and ")}: only a gate of load lines has that`];
}

function whyNoSearch({
  concurrency,
  baselineResults,
  anchor,
  slo,
  tier,
  scenario,
}: ParsedGate["given"]): string[] {
  return [
    ...(concurrency === undefined
      ? []
      : ["--concurrency makes a closed loop, and a load line is a rate of an open one"]),
    ...(baselineResults === undefined && anchor === undefined
      ? []
      : [
          "--capacity searches both sides in turns, and stored runs have no load line (--baseline-results, --anchor)",
        ]),
    ...((slo ?? tier ?? scenario) === undefined
      ? [
          "no objective was asked for, and a load line is the highest load at which one holds: add --slo, such as --slo 'p99<=50ms'",
        ]
      : []),
  ];
}

/** Finest search for a load line, as a share: what is tolerated must be twice that at least. */
const FINEST = 0.005;
const COARSEST = 0.25;
/** Part of the smallest worsening that is tolerated to which a line is searched: the other one is left for the noise. */
const PART_OF_TOLERANCE = 0.5;

/** The share to which the load lines of a gate are searched. */
export function searchTolerance(metrics: readonly Pick<GateMetric, "tolerance">[]): number {
  const tolerated = smallest(metrics.map(({ tolerance }) => tolerance));
  return Math.min(COARSEST, PART_OF_TOLERANCE * tolerated);
}

/** The reasons why metrics cannot be judged by a gate of load lines, or by one of figures at one load. */
export function whyOtherMetrics(metrics: readonly GateMetric[], search: GateSearch | null): string[] {
  return metrics.flatMap(({ figure: { id }, isLoadLine = false, tolerance }) => {
    if (search === null) return isLoadLine ? [`${id} is searched by --capacity alone`] : [];
    if (!isLoadLine)
      return [`${id} is judged at one load, and --capacity compares load lines: give each a gate of its own`];
    if (!search.places.has(id))
      return [`there is no ${id}: the load lines are ${[...search.places.keys()].join(", ")}`];
    return tolerance * PART_OF_TOLERANCE >= FINEST
      ? []
      : [
          `a load line is searched to ${100 * FINEST} % at the finest, so that no worsening below ${(100 * FINEST) / PART_OF_TOLERANCE} % can be shown: ${id} has a tolerance of ${100 * tolerance} %`,
        ];
  });
}
