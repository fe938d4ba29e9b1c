/** Largest part of a figure that may be the generator's own: the larger of a time and a share of the figure. */
export interface LatenessRule {
  readonly ms: number;
  readonly share: number;
}

/** The rule that a run is held to unless it was given another. */
export const LATENESS: LatenessRule = { ms: 1, share: 0.05 };
