import type { Figure } from "../../result/figure.ts";
import { RUN_FIGURES } from "../../result/figures.ts";
import { latencyFigure } from "../../result/latency-figures.ts";

/** One of the two sides that a claim compares. */
export interface ClaimSide {
  readonly title: string;
  /** Options of `plimsoll run` for this side. */
  readonly options: Readonly<Record<string, string | number>>;
  /** Rate of an open load, as a share of what the same server answers in a closed loop. */
  readonly capacityShare?: number;
}

/** The figures that claims are about. */
export const CLAIM_FIGURES = {
  inferencesPerSec: RUN_FIGURES.inferences,
  p50Ms: latencyFigure("response", "p50"),
  p95Ms: latencyFigure("response", "p95"),
  tailMs: RUN_FIGURES.tail,
} as const satisfies Record<string, Figure>;
export type ClaimFigure = keyof typeof CLAIM_FIGURES;

/** A common belief about serving, as a ratio that can be measured. */
export interface Claim {
  readonly id: string;
  /** The claim, in the words in which it is heard. */
  readonly claim: string;
  readonly a: ClaimSide;
  readonly b: ClaimSide;
  /** The figures, each with the range in which B ÷ A is claimed to lie. The claim holds when all of them hold. */
  readonly compares: readonly {
    readonly figure: ClaimFigure;
    readonly from: number;
    /** Upper end of the range; left out = no upper end. */
    readonly to?: number;
  }[];
}
