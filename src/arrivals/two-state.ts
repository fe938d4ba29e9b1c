import { exponential, type Rng } from "../core/rng.ts";
import type { TrafficCycle } from "./arrival-process.ts";
import { neededCycles } from "./needed-cycles.ts";

/** Two rates, and the mean lengths of the periods in which they hold. */
export interface TwoStates {
  readonly lowPerSec: number;
  readonly highPerSec: number;
  readonly lowMs: number;
  readonly highMs: number;
  /** Share of the time at the high rate, highMs / (highMs + lowMs). */
  readonly share: number;
}

/**
 * Index of dispersion for counts of a two-state Markov-modulated Poisson process. With r₁, r₂ the rates of leaving
 * the high and the low state, r = r₁ + r₂:
 *
 *   IDC(t) = 1 + 2(λ₁−λ₂)² r₁ r₂ / (r² (λ₁ r₂ + λ₂ r₁)) · (1 − (1 − e^{−rt}) / (rt))
 *
 * (Fischer & Meier-Hellstern 1993, "The MMPP cookbook".)
 */
export function twoStateIdc({ lowPerSec, highPerSec, lowMs, highMs }: TwoStates) {
  const r1 = 1000 / highMs;
  const r2 = 1000 / lowMs;
  const r = r1 + r2;
  const limit = (2 * (highPerSec - lowPerSec) ** 2 * r1 * r2) / (r ** 2 * (highPerSec * r2 + lowPerSec * r1));
  return (windowSec: number): number => 1 + limit * (1 - (1 - Math.exp(-r * windowSec)) / (r * windowSec));
}

/** The cycle of the process: a period at each rate. @param noun what the periods at the high rate are called, plural */
export function twoStateCycle(states: TwoStates, noun: string): TrafficCycle {
  const { lowPerSec, highPerSec, lowMs, highMs } = states;
  const meanMs = lowMs + highMs;
  const perCycle = (lowPerSec * lowMs + highPerSec * highMs) / 1000;
  const dispersion = twoStateIdc(states)(Number.POSITIVE_INFINITY);
  return { meanMs, needed: neededCycles(dispersion, perCycle), noun };
}

/**
 * Starts the process in its stationary state: at the high rate with probability `share`. Each call returns the next
 * arrival's offset in ms.
 */
export function startTwoState(states: TwoStates, rng: Rng): () => number {
  const { lowPerSec, highPerSec, lowMs, highMs, share } = states;
  let isHigh = rng() < share;
  let switchAtMs = exponential(rng) * (isHigh ? highMs : lowMs);
  let offsetMs = 0;
  return () => {
    for (;;) {
      const ratePerSec = isHigh ? highPerSec : lowPerSec;
      const nextMs =
        ratePerSec > 0 ? offsetMs + (exponential(rng) * 1000) / ratePerSec : Number.POSITIVE_INFINITY;
      if (nextMs < switchAtMs) {
        offsetMs = nextMs;
        return offsetMs;
      }
      // No arrival before the switch. Exponential gaps have no memory: start afresh from there.
      offsetMs = switchAtMs;
      isHigh = !isHigh;
      switchAtMs += exponential(rng) * (isHigh ? highMs : lowMs);
    }
  };
}
