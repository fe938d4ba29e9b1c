import type { CapacityResult } from "../result/capacity-result.ts";
import type { ResultDocument } from "../result/document.ts";
import { FIGURES, formatFigure } from "../result/figures.ts";
import type { GateResult } from "../result/gate-result.ts";
import type { PlanResult } from "../result/plan-result.ts";
import type { RunResult } from "../result/run-result.ts";
import type { PointSummary, SweepResult } from "../result/sweep-result.ts";
import type { Unit } from "../result/units.ts";
import { pointWords } from "../sweep/point-words.ts";

/** A figure of a document of any kind, as it is compared. */
export interface ComparedFigure {
  /** Name of the figure for programs: that of its run figure, or its place in the document. */
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly better: "lower" | "higher" | "neither";
  /** Whether short tables have it. */
  readonly main: boolean;
  /** The currency of a cost; left out for US dollars, and for figures that are no cost. */
  readonly currency?: string;
}

/** A figure with its value in one document, and the 95 % interval that the document states of it. */
export interface DocumentFigure extends ComparedFigure {
  readonly value: number | null;
  readonly own: { readonly low: number; readonly high: number } | null;
}

/** Every figure of a document, in the order of its tables; none where its kind has none to compare. */
export function documentFigures(document: ResultDocument): DocumentFigure[] {
  const currency = currencyOf(document);
  const figures = figuresOf(document);
  if (currency === USUAL_CURRENCY) return figures;
  return figures.map((figure) => (figure.unit === "perMillion" ? { ...figure, currency } : figure));
}

function figuresOf(document: ResultDocument): DocumentFigure[] {
  if (document.kind === "run") return ofRun(document);
  if (document.kind === "sweep") return ofSweep(document);
  if (document.kind === "capacity") return ofCapacity(document);
  if (document.kind === "plan") return ofPlan(document);
  return document.kind === "gate" ? ofGate(document) : [];
}

/** The latencies that only the whole table of a run has: what lies inside the response time, and the generator's own. */
const INNER = /^(?:service|sendLag|ttftFromSent|chunkGap)\./;

function ofRun(run: RunResult): DocumentFigure[] {
  const { confidence } = run.latencyMs.response;
  return FIGURES.map((figure) => ({
    id: figure.id,
    title: figure.title,
    unit: figure.unit,
    better: figure.better,
    main: !INNER.test(figure.id) && figure.better !== "neither",
    value: figure.read(run),
    own: confidence[figure.id === "p99.9" ? "p999" : figure.id]?.interval ?? null,
  }));
}

type PointFigure = readonly [
  id: string,
  title: string,
  unit: Unit,
  better: "lower" | "higher",
  main: boolean,
  read: (point: PointSummary) => number | null,
];

const POINT_FIGURES: readonly PointFigure[] = [
  ["inferences", "inferences/s", "perSec", "higher", true, (point) => point.inferencesPerSec],
  ["throughput", "requests/s", "perSec", "higher", false, (point) => point.requestsPerSec],
  ["p50", "p50", "ms", "lower", false, ({ latencyMs }) => latencyMs.p50],
  ["p95", "p95", "ms", "lower", true, ({ latencyMs }) => latencyMs.p95],
  ["p99", "p99", "ms", "lower", false, ({ latencyMs }) => latencyMs.p99],
  ["errors", "failed", "share", "lower", false, (point) => point.failedShare],
  [
    "inferenceCost",
    "per million inferences",
    "perMillion",
    "lower",
    false,
    (point) => point.costPerMillionInferences,
  ],
];

function ofSweep({ points, fixed }: SweepResult): DocumentFigure[] {
  return points.flatMap((summary) => {
    const point = { ...fixed, ...summary.point };
    const key = Object.keys(point)
      .sort()
      .map((axis) => `${axis}=${point[axis]}`)
      .join(" ");
    return POINT_FIGURES.map(([id, title, unit, better, main, read]) => ({
      id: `${key}: ${id}`,
      title: `${pointWords(summary.point)}: ${title}`,
      unit,
      better,
      main,
      value: summary.state === "invalid" ? null : read(summary),
      own: null,
    }));
  });
}

function ofCapacity({ loadLine, tiers, mostPerSec, cost }: CapacityResult): DocumentFigure[] {
  const line = (id: string, title: string, found: CapacityResult["loadLine"]): DocumentFigure => ({
    id,
    title,
    unit: "perSec",
    better: "higher",
    main: true,
    value: found?.ratePerSec ?? null,
    own:
      found === null || found.interval.high === null
        ? null
        : { ...found.interval, high: found.interval.high },
  });
  const plain = { main: true, own: null };
  return [
    line("loadLine", "load line", loadLine),
    ...tiers.map((tier) => line(`loadLine ${tier.name}`, `load line of ${tier.name}`, tier.loadLine)),
    { ...plain, id: "most", title: "most answered", unit: "perSec", better: "higher", value: mostPerSec },
    {
      ...plain,
      id: "cost",
      title: "per million requests",
      unit: "perMillion",
      better: "lower",
      value: cost?.perMillionRequests ?? null,
    },
  ];
}

/** The cheapest fleet of a plan. */
function ofPlan({ fleets }: PlanResult): DocumentFigure[] {
  const [fleet] = fleets;
  const plain = { main: true, own: null, better: "lower" as const };
  const cost = (id: string, title: string, value: number | null | undefined): DocumentFigure => ({
    ...plain,
    id,
    title,
    unit: "perMillion",
    value: value ?? null,
  });
  return [
    cost("costPerMonth", "cost of a month", fleet?.costPerMonth),
    cost("cost", "per million requests", fleet?.costPerMillionRequests),
    {
      ...plain,
      id: "replicas",
      title: "machines at the busiest hour",
      unit: "count",
      value: fleet?.replicas ?? null,
    },
    { ...plain, id: "p99", title: "p99 at the busiest hour", unit: "ms", value: fleet?.p99Ms ?? null },
    {
      ...plain,
      id: "headroom",
      title: "headroom above the busiest hour",
      unit: "share",
      better: "higher",
      value: fleet?.loadLine.headroom ?? null,
    },
  ];
}

function ofGate({ metrics }: GateResult): DocumentFigure[] {
  return metrics.flatMap(({ figure, title, unit, better, baseline, candidate }) =>
    (
      [
        ["baseline", baseline],
        ["candidate", candidate],
      ] as const
    ).map(([side, value]) => ({
      id: `${figure} ${side}`,
      title: `${title} of the ${side}`,
      unit: unit as Unit,
      better,
      main: true,
      value,
      own: null,
    })),
  );
}

const USUAL_CURRENCY = "USD";

/** The currency in which a document states its prices; US dollars where it states none. */
export function currencyOf(document: ResultDocument): string {
  if (document.kind === "run") return document.cost.currency;
  if (document.kind === "plan") return document.machines[0]?.price.currency ?? USUAL_CURRENCY;
  return document.kind === "sweep" || document.kind === "capacity" ? document.price.currency : USUAL_CURRENCY;
}

/** A value of a figure for people, with its unit. */
export function formatCompared(figure: ComparedFigure, value: number | null): string {
  return formatFigure(figure, value, figure.currency ?? USUAL_CURRENCY);
}
