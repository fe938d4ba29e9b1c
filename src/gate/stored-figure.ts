/** A figure of stored runs, beside which the candidate's runs are judged. */
export interface StoredFigure {
  /** The median of the stored runs that have the figure; null where none has. */
  readonly middle: number | null;
  /** Differences of these runs from their median, above 0 where a run is worse. */
  readonly spread: readonly number[];
}
