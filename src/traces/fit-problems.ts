import type { Arrivals } from "../arrivals/index.ts";
import { formatNumber } from "../core/format.ts";
import { boundsReached } from "./mmpp-profile.ts";

/** Largest factor by which the dispersion and the waits of a good fit may be off. */
export const MOST_OFF = 1.25;
/** The CVs of gaps that a gamma process may be fitted with. */
export const LEAST_CV = 0.05;
export const MOST_CV = 50;

/** A model and how far it is from the trace: root mean squares of logarithms, so 0.1 is about 10 %. */
export interface FitErrors {
  readonly arrivals: Arrivals;
  readonly idcError: number;
  readonly waitError: number;
}

/** Why a model is no good fit, each reason in words; none of a good one. */
export function fitProblems({ arrivals, idcError, waitError }: FitErrors, durationSec: number): string[] {
  return [
    ...tooFarOff("IDC curve", idcError),
    ...tooFarOff("waits", waitError),
    ...atBounds(arrivals, durationSec),
  ];
}

function tooFarOff(what: string, error: number): string[] {
  const factor = Math.exp(error);
  if (factor <= MOST_OFF) return [];
  return [`the model is off the ${what} by a factor of ${formatNumber(factor)}, and ${MOST_OFF} is the most`];
}

function atBounds(arrivals: Arrivals, durationSec: number): string[] {
  if (arrivals.kind === "mmpp") return boundsReached(arrivals, durationSec);
  if (arrivals.kind !== "gamma") return [];
  if (arrivals.cv >= MOST_CV) return [`cv lies at ${MOST_CV}, the most that is tried: the gaps vary more`];
  return arrivals.cv <= LEAST_CV
    ? [`cv lies at ${LEAST_CV}, the least that is tried: the gaps vary less`]
    : [];
}
