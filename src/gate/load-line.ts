import type { Line } from "../capacity/line.ts";
import type { Figure } from "../result/figure.ts";
import { differenceOf } from "./metric.ts";

/** What the search of one side found of a load line. */
export type FoundLine = Pick<Line, "state" | "lowPerSec" | "nextPerSec" | "highPerSec">;

/** The search of one side of a pair: the load line of each metric that is one, by the id of its figure. */
export interface SideSearch {
  readonly lines: Readonly<Record<string, FoundLine>>;
  /** Probes that were made. */
  readonly probes: number;
  /** Probes that the machine spoiled, or that could not be made. */
  readonly spoiled: number;
  /** Rate of the first probe, which both sides of a pair share. */
  readonly firstPerSec: number;
  /** The time that its runs took with their warm-up, ms. */
  readonly spentMs: number;
}

/** The searches of both sides of a pair. */
export type PairSearches = Readonly<Record<"baseline" | "candidate", SideSearch>>;

const NAME = "loadLine";

/** The load line as a figure. It is no figure of a run, so that no run has it. @param tier null for all objectives together */
export function loadLineFigure(tier: string | null): Figure {
  const words = tier === null ? "load line" : `load line of ${tier}`;
  return {
    id: tier === null ? NAME : `${NAME} ${tier}`,
    title: words,
    words,
    unit: "perSec",
    better: "higher",
    column: "load_line_per_sec",
    doc: "highest load at which the objectives are shown to hold",
    read: () => null,
  };
}

/** The load line that a text names, such as `loadLine` or `loadLine gold`; null for other texts. */
export function namedLoadLine(text: string): Figure | null {
  const [, name, tier] = /^(\w+)(?:\s+(.*\S))?\s*$/s.exec(text) ?? [];
  return name === NAME ? loadLineFigure(tier ?? null) : null;
}

/** The rate of a line that lies between two rates, as it is stated: the higher one holds no longer. Null for any other line. */
export function linePerSec(line: FoundLine | undefined): number | null {
  return line === undefined || line.highPerSec === null ? null : line.lowPerSec;
}

/** The evidence of two searches about one load line. */
export interface LineEvidence {
  readonly difference: number | null;
  readonly most?: number;
  readonly mayPass: boolean;
  readonly absent: string | null;
}

/**
 * The evidence of two searches. Both began at the same rate and went by the same rule, so that with sides that are alike either one is as
 * likely to end higher: the difference of the two lines as they are stated is what the signed-rank test takes. For the claim that
 * the candidate is no worse it is the largest one that the steps of the searches allow: the highest rate that would be shown to hold on the baseline is
 * below the next one that was tried there. How far above that the lowest miss is, is a matter of the length of the probes; it
 * differs from pair to pair as their seeds do, and is no part of a line as it is stated.
 *
 * A candidate of which no load was shown to hold has its line below the lowest load that was shown to miss, which counts for it: what is
 * worse than that fails too. Every other search without a line makes a missing pair.
 */
export function evidenceOfLine(figure: Figure, searches: PairSearches): LineEvidence {
  const baseline = searches.baseline.lines[figure.id];
  const candidate = searches.candidate.lines[figure.id];
  const from = linePerSec(baseline);
  const isFound = linePerSec(candidate) !== null;
  const below = candidate?.lowPerSec === null ? candidate.highPerSec : null;
  const to = isFound ? (candidate?.lowPerSec ?? null) : below;
  const difference = differenceOf(figure, from, to);
  const most = isFound ? differenceOf(figure, baseline?.nextPerSec ?? null, to) : null;
  return {
    difference,
    ...(difference === null || most === null ? {} : { most }),
    mayPass: difference !== null && isFound,
    absent: baseline?.state === "unreachable" ? whyNoLine(figure.id, searches) : null,
  };
}

/** Whether the candidate's line lies below every load that was tried. */
export function isBelowAll(figure: Figure, { candidate }: PairSearches): boolean {
  const line = candidate.lines[figure.id];
  return line !== undefined && line.lowPerSec === null && line.highPerSec !== null;
}

/** The reason why the searches say nothing of a load line, as a phrase; null where they do. */
export function whyNoLine(id: string, { baseline, candidate }: PairSearches): string | null {
  const of = (side: string, line: FoundLine | undefined, { probes, spoiled }: SideSearch) => {
    if (spoiled === probes) return `every probe of the ${side} was spoiled`;
    if (line?.state === "unreachable") return `the ${side} misses at the lowest load that was tried, too`;
    if (line?.state === "at least")
      return `no load was shown to miss on the ${side}, so its line is not known`;
    return `no load was shown to hold on the ${side}, and the lowest decided nothing: longer probes would (--longest)`;
  };
  const [a, b] = [baseline.lines[id], candidate.lines[id]];
  if (linePerSec(a) === null) return of("baseline", a, baseline);
  const isKnown = linePerSec(b) !== null || (b?.lowPerSec === null && b.highPerSec !== null);
  return isKnown ? null : of("candidate", b, candidate);
}

/** The reason why the searches of a pair say nothing of any load line; null where they do of one. */
export function whyNoLines(searches: PairSearches): string | null {
  const reasons = Object.keys(searches.baseline.lines).map((id) => whyNoLine(id, searches));
  return reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
}
