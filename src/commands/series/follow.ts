import type { PlimsollError } from "../../core/errors.ts";
import type { RunResult } from "../../result/run-result.ts";

/** The number of failures in a row, each for the server's sake, after which the server counts as gone. */
const MOST_TARGET_ERRORS = 3;

/** The decision of a strategy: what to measure next, or the reason to stop. */
export type Decision<Planned> =
  | { readonly kind: "measure"; readonly next: Planned }
  | { readonly kind: "stop"; readonly reason: string };

/** The outcome of one measurement. */
export interface Performed<Measure> {
  readonly measure: Measure;
  /** The server as its run describes it; null where the measurement failed. */
  readonly target: RunResult["target"] | null;
  /** The failure of the server; null where the measurement succeeded. */
  readonly error: PlimsollError | null;
}

/** The callbacks that tell of the progress of a series. */
export interface SeriesEvents<Planned, Measure> {
  onNext?(next: Planned, measured: readonly Measure[]): void;
  onMeasure?(measure: Measure, measured: readonly Measure[]): void;
}

/** The measurements of a series until its end. */
export interface Followed<Measure> {
  readonly measures: readonly Measure[];
  /** The server as the first run describes it; null when no run succeeded. */
  readonly target: RunResult["target"] | null;
  /** The reason for which the strategy stopped; null when the series was interrupted. */
  readonly stopReason: string | null;
}

/**
 * Follows a strategy and measures what it decides, until the strategy stops, the user interrupts, or the server is
 * gone. A strategy decides from the measures alone, so an interrupted series continues where it was once given the
 * same measures.
 *
 * @param perform measures once; null when it was interrupted
 * @throws the server's error, where no measurement has succeeded yet, or where the server is gone
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
