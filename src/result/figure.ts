import type { RunResult } from "./run-result.ts";
import type { Unit } from "./units.ts";

/** A number that a run has, described once: tables, charts, objectives, exports and docs derive from it. */
export interface Figure {
  /** Name of the figure in objectives, gates and exports. */
  readonly id: string;
  /** Heading of the figure in a table. */
  readonly title: string;
  /** Name of the figure in a sentence. */
  readonly words: string;
  readonly unit: Unit;
  readonly better: "lower" | "higher" | "neither";
  /** Column of the figure in a CSV file: lower case, with its unit; the currency follows the name of a price. */
  readonly column: string;
  /** Description of the figure, in one phrase. */
  readonly doc: string;
  /** Reads the figure from a run; null where the run has none. */
  read(result: RunResult): number | null;
  /** Reason why a run has no such figure; null where it has one, or the reason is not known. */
  absent?(result: RunResult): string | null;
}
