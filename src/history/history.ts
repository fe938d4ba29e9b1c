import type { Change } from "../compare/comparison.ts";
import type { ComparedFigure } from "../compare/document-figures.ts";
import type { Facts } from "../compare/traffic.ts";

/** One result of a history. */
export interface HistoryPoint {
  readonly name: string;
  /** Wall-clock time at which it began, ISO 8601, UTC. */
  readonly startedAt: string;
  readonly commit: string | null;
  readonly label: string | null;
  /** The value of each figure, by its name; null where the result has none. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** Results that follow each other without a change of a figure. */
export interface Stretch {
  /** Number of the first result, from 0, and of the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Results in it that have the figure. */
  readonly count: number;
  readonly mean: number;
  /** The 95 % interval of the mean, of Student's t; null below three results, or where none differs. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** A change point of a figure. */
export interface TrendChange {
  /** Number of the first result after the change, from 0. */
  readonly at: number;
  /** The p-value of the permutation test. */
  readonly p: number;
  /** The change from the stretch before to the one after; null where there is no ratio. */
  readonly change: Change | null;
}

/** The trend of one figure over a group of results. */
export interface FigureTrend {
  readonly figure: ComparedFigure;
  /** Results that have the figure. */
  readonly count: number;
  readonly stretches: readonly Stretch[];
  readonly changes: readonly TrendChange[];
}

/** Something besides the figures that is not as it was at the result before. */
export interface Move {
  /** Number of the first result that has it, from 0. */
  readonly at: number;
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** Results of one traffic, on one kind of machine: only these are laid into one trend. */
export interface HistoryGroup {
  /** Number of the group, from 1: the one with the most results comes first. */
  readonly group: number;
  readonly title: string;
  /** What tells the group from the others. */
  readonly facts: Facts;
  readonly points: readonly HistoryPoint[];
  readonly trends: readonly FigureTrend[];
  readonly moves: readonly Move[];
}

/** A result or a file that is not part of the history, with its reason. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** Many results over time: what `plimsoll history --json` prints. */
export interface History {
  readonly kind: "history";
  readonly plimsollVersion: string;
  /** What changed last, in a sentence. */
  readonly sentence: string;
  /** What a reader must know before any number. */
  readonly notices: readonly string[];
  readonly groups: readonly HistoryGroup[];
  readonly left: readonly LeftOut[];
  /** The rule by which change points were found. */
  readonly rule: {
    readonly alpha: number;
    readonly permutations: number;
    readonly fewest: number;
    readonly seed: number;
  };
}
