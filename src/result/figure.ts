import type { RunResult } from "./run-result.ts";
import type { Unit } from "./units.ts";

/** A number that a run has, described once: tables, charts, objectives, exports and docs derive from it. */
export interface Figure {
  /** As objectives, gates and exports name it. */
  readonly id: string;
  /** As a table heads it. */
  readonly title: string;
  /** As a sentence names it. */
  readonly words: string;
  readonly unit: Unit;
  readonly better: "lower" | "higher" | "neither";
  /** Column of a CSV file: lower case, with its unit; a price has its currency behind it. */
  readonly column: string;
  /** What it is, in one phrase. */
  readonly doc: string;
  /** Its value in a run; null where the run has none. */
  read(result: RunResult): number | null;
  /** Why a run has none; null where it has one, or cannot say. */
  absent?(result: RunResult): string | null;
}
