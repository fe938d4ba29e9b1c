/** What a probe shows of the objectives of a tier: at its rate they hold, they miss, or the probe does not decide. */
export type ProbeAnswer = "holds" | "misses" | "not shown";

/** The reason for which a search asks for a probe. */
export type Purpose = "bracket" | "narrow" | "guard" | "grid" | "confirm";

/** A run that the search asks for: open loop, at this mean rate. */
export interface PlannedProbe {
  readonly ratePerSec: number;
  /** Number of the schedule: all probes share 0, so that rates are compared under the same traffic; others are fresh seeds. */
  readonly take: number;
  readonly purpose: Purpose;
}

/** What a search knows of a probe that was made. */
export interface Probe {
  readonly ratePerSec: number;
  readonly take: number;
  /** One answer for each tier, in the order of the plan; null where the sending machine spoiled the run, which then says nothing. */
  readonly answers: readonly ProbeAnswer[] | null;
  /** Share of its requests that failed; null where that is not known. */
  readonly failedShare: number | null;
}

/** The limits within which a load line is looked for. */
export interface LinePlan {
  /** Rate of the first probe. */
  readonly firstPerSec: number;
  /** Rate at which a line is expected at the latest: what the server answers in a closed loop; null = not known. */
  readonly peakPerSec: number | null;
  /** Lowest rate that is tried: where the objectives miss there, they cannot be met. */
  readonly lowestPerSec: number;
  readonly highestPerSec: number;
  /** The search ends when the rates that hold and miss are apart by no more than this share. */
  readonly tolerance: number;
  readonly mostProbes: number;
  /** Share of failed requests above which a probe is hopeless: where all that were made are, the search is given up. */
  readonly mostErrors: number;
  /** Number of tiers, each with a line of its own. The first one is searched to its end before the others. */
  readonly tiers: number;
  /**
   * For a search whose line is known to be near its first rate: the factor to the next one, whose square is that to the one after it,
   * and so on; left out or null where the line may be anywhere.
   */
  readonly nearStep?: number | null;
  /**
   * Whether other searches with fresh seeds repeat this one, and only the rate that holds is wanted of it: it has no guard points and no
   * confirmation, and does not narrow the upper end of its interval. Left out is false.
   */
  readonly isRepeated?: boolean;
}

/** The decision of a search: the next probe, or why it ends. */
export type LineDecision =
  | { readonly kind: "measure"; readonly next: PlannedProbe }
  | { readonly kind: "stop"; readonly reason: string };
