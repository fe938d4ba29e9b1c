import type { Figure } from "../../result/figure.ts";
import { RUN_FIGURES } from "../../result/figures.ts";
import { latencyFigure } from "../../result/latency-figures.ts";

/** One of the two things that a claim compares. */
export interface ClaimSide {
  readonly title: string;
  /** Options of `plimsoll run`. */
  readonly options: Readonly<Record<string, string | number>>;
  /** An open load of this share of what the same server answers in a closed loop. */
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

/** What people repeat about serving, as a ratio that can be measured. */
export interface Claim {
  readonly id: string;
  /** In the words in which it is heard. */
  readonly claim: string;
  readonly a: ClaimSide;
  readonly b: ClaimSide;
  /** In which figures, and in which range B ÷ A is claimed to lie. The claim holds when all of them hold. */
  readonly compares: readonly {
    readonly figure: ClaimFigure;
    readonly from: number;
    /** Not there: no upper end. */
    readonly to?: number;
  }[];
}
