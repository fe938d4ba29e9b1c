import type { PlimsollError } from "../../core/errors.ts";
import type { RunResult } from "../../result/run-result.ts";

/** So many measurements in a row that failed for the server's sake, and it is gone. */
const MOST_TARGET_ERRORS = 3;

/** What a strategy says: what to measure next, or why to stop. */
export type Decision<Planned> =
  | { readonly kind: "measure"; readonly next: Planned }
  | { readonly kind: "stop"; readonly reason: string };

/** What became of one measurement. */
export interface Performed<Measure> {
  readonly measure: Measure;
  /** What its run said of the server; null where it failed. */
  readonly target: RunResult["target"] | null;
  /** What the server did wrong; null where it was measured. */
  readonly error: PlimsollError | null;
}

/** What a series tells while it goes on. */
export interface SeriesEvents<Planned, Measure> {
  onNext?(next: Planned, measured: readonly Measure[]): void;
  onMeasure?(measure: Measure, measured: readonly Measure[]): void;
}

/** What a series measured until it ended. */
export interface Followed<Measure> {
  readonly measures: readonly Measure[];
  /** What the first run said of the server; null when none could. */
  readonly target: RunResult["target"] | null;
  /** Why the strategy stopped; null when the series was interrupted. */
  readonly stopReason: string | null;
}

/**
 * Asks a strategy and measures what it says, until it stops, the user does, or the server is gone. A strategy decides
 * from the measures alone, so a series that was cut off goes on where it was when the same measures come again.
 *
 * @param perform measures once; null when it was interrupted
 * @throws what the server did wrong, where nothing has shown yet that it can be measured, or where it is gone
 */
export async function follow<Planned, Measure>(
  decide: (measured: readonly Measure[]) => Decision<Planned>,
  perform: (next: Planned) => Promise<Performed<Measure> | null>,
  events: SeriesEvents<Planned, Measure>,
): Promise<Followed<Measure>> {
  const measures: Measure[] = [];
  let target: RunResult["target"] | null = null;
  let targetErrors = 0;
  for (;;) {
    const decision = decide(measures);
    if (decision.kind === "stop") return { measures, target, stopReason: decision.reason };
    events.onNext?.(decision.next, measures);
    const performed = await perform(decision.next);
    if (performed === null) return { measures, target, stopReason: null };
    target ??= performed.target;
    targetErrors = performed.error === null ? 0 : targetErrors + 1;
    // At the first point nothing has shown yet that the server can be measured at all.
    if (performed.error !== null && (measures.length === 0 || targetErrors === MOST_TARGET_ERRORS))
      throw performed.error;
    measures.push(performed.measure);
    events.onMeasure?.(performed.measure, measures);
  }
}
