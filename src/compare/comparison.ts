import type { ResultKind } from "../result/document.ts";
import type { ComparedFigure } from "./document-figures.ts";

/** A change between two values of a figure: a share of the first one, or of two shares their difference. */
export interface Change {
  readonly change: number;
  /** The 95 % interval, from what differs between repeated runs; null where they do not tell. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** The reason why there is no interval; null where there is one. */
  readonly absent: string | null;
  /** Whether runs of both sides got the same requests and were compared pair by pair. */
  readonly paired: boolean;
}

/** The value of a figure on one side. */
export interface SideValue {
  /** The mean over the documents that have it: the geometric one, of figures that are compared by ratio. */
  readonly value: number | null;
  readonly least: number | null;
  readonly most: number | null;
  /** The number of documents that have it. */
  readonly count: number;
  /** The 95 % interval that a single document states of its own figure; null where it states none, and for several documents. */
  readonly own: { readonly low: number; readonly high: number } | null;
}

/** One figure on every side, with the change from the first side to each of the others. */
export interface ComparedRow {
  readonly figure: ComparedFigure;
  readonly sides: readonly SideValue[];
  /** The change to each side after the first; null where one has no value, or the change has none. */
  readonly changes: readonly (Change | null)[];
}

/** Something that is not the same on all sides. */
export interface Difference {
  readonly what: string;
  readonly about: "traffic" | "settings" | "environment";
  /** The values of each side, in its order; several of one side are joined by a comma. */
  readonly values: readonly string[];
}

/** One side of a comparison. */
export interface ComparedSide {
  /** The letter of the side: A is what the others are held against. */
  readonly letter: string;
  /** The name by which the user gave it. */
  readonly label: string;
  /** The documents that count. */
  readonly documents: readonly { readonly name: string; readonly startedAt: string }[];
  /** What each document answers for itself, such as the best point of a sweep; empty for runs. */
  readonly answers: readonly string[];
  /** The documents that were left out, each with its reason. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
}

/** Results side by side: what `plimsoll compare --json` prints. */
export interface Comparison {
  readonly kind: "comparison";
  readonly plimsollVersion: string;
  /** The kind of the documents, which is the same on all sides. */
  readonly of: ResultKind;
  /** The answer, in one sentence. */
  readonly sentence: string;
  /** What a reader must know before any number. */
  readonly notices: readonly string[];
  readonly sides: readonly ComparedSide[];
  readonly differences: readonly Difference[];
  readonly rows: readonly ComparedRow[];
}
