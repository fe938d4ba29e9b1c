import { z } from "zod";
import { exponential } from "../core/rng.ts";
import { defineArrivals } from "./arrival-process.ts";
import { ratePerSecOption } from "./rate.ts";

const options = z.strictObject({
  kind: z.literal("mmpp"),
  ratePerSec: ratePerSecOption,
  burst: z.number().min(1).max(1000).default(5).describe("rate in a burst over rate outside"),
  share: z.number().gt(0).lt(1).default(0.1).describe("share of the time spent in bursts"),
  dwellMs: z.number().positive().max(86_400_000).default(2000).describe("mean length of a burst, ms"),
});

/**
 * The two rates and the two mean dwell times behind (λ, R, f, d):
 * λ_low = λ / (1 − f + R·f), λ_high = R·λ_low, d_low = d·(1 − f)/f.
 */
function states(o: z.output<typeof options>) {
  const lowPerSec = o.ratePerSec / (1 - o.share + o.burst * o.share);
  const highPerSec = o.burst * lowPerSec;
  return { lowPerSec, highPerSec, highMs: o.dwellMs, lowMs: (o.dwellMs * (1 - o.share)) / o.share };
}

/**
 * Two-state Markov-modulated Poisson process: quiet and burst periods with exponential lengths, Poisson
 * within each. With r₁, r₂ the rates of leaving burst and quiet, r = r₁ + r₂:
 *
 *   IDC(t) = 1 + 2(λ₁−λ₂)² r₁ r₂ / (r² (λ₁ r₂ + λ₂ r₁)) · (1 − (1 − e^{−rt}) / (rt))
 *
 * (Fischer & Meier-Hellstern 1993, "The MMPP cookbook".) Started in its stationary state: in a burst with
 * probability `share`.
 */
export const mmpp = defineArrivals({
  kind: "mmpp",
  title: "quiet and burst periods that alternate: what production traffic looks like",
  options,
  meanRatePerSec: (o) => o.ratePerSec,
  describe(o) {
    const { lowPerSec, highPerSec, lowMs } = states(o);
    return (
      `${lowPerSec.toPrecision(3)}/s, in bursts ${highPerSec.toPrecision(3)}/s; a burst lasts ` +
      `${(o.dwellMs / 1000).toPrecision(2)} s and comes every ${((o.dwellMs + lowMs) / 1000).toPrecision(2)} s, on average`
    );
  },
  theory(o) {
    const { lowPerSec, highPerSec, lowMs, highMs } = states(o);
    const r1 = 1000 / highMs;
    const r2 = 1000 / lowMs;
    const r = r1 + r2;
    const limit =
      (2 * (highPerSec - lowPerSec) ** 2 * r1 * r2) / (r ** 2 * (highPerSec * r2 + lowPerSec * r1));
    return { idc: (windowSec) => 1 + limit * (1 - (1 - Math.exp(-r * windowSec)) / (r * windowSec)) };
  },
  start(o, rng) {
    const { lowPerSec, highPerSec, lowMs, highMs } = states(o);
    let inBurst = rng() < o.share;
    let switchAtMs = exponential(rng) * (inBurst ? highMs : lowMs);
    let offsetMs = 0;
    return () => {
      for (;;) {
        const nextMs = offsetMs + (exponential(rng) * 1000) / (inBurst ? highPerSec : lowPerSec);
        if (nextMs < switchAtMs) {
          offsetMs = nextMs;
          return offsetMs;
        }
        // No arrival before the switch. Exponential gaps have no memory: start afresh from there.
        offsetMs = switchAtMs;
        inBurst = !inBurst;
        switchAtMs += exponential(rng) * (inBurst ? highMs : lowMs);
      }
    };
  },
});
