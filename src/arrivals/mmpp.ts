import { z } from "zod";
import { formatNumber } from "../core/format.ts";
import { defineArrivals, NO_MEMORY } from "./arrival-process.ts";
import { ratePerSecOption } from "./rate.ts";
import { startTwoState, type TwoStates, twoStateCycle, twoStateIdc } from "./two-state.ts";

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
function states(o: z.output<typeof options>): TwoStates {
  const lowPerSec = o.ratePerSec / (1 - o.share + o.burst * o.share);
  return {
    lowPerSec,
    highPerSec: o.burst * lowPerSec,
    highMs: o.dwellMs,
    lowMs: (o.dwellMs * (1 - o.share)) / o.share,
    share: o.share,
  };
}

/**
 * Two-state Markov-modulated Poisson process: quiet and burst periods with exponential lengths, Poisson within
 * each (`two-state.ts`).
 */
export const mmpp = defineArrivals({
  kind: "mmpp",
  title: "quiet and burst periods that alternate: what production traffic looks like",
  options,
  meanRatePerSec: (o) => o.ratePerSec,
  describe(o) {
    const { lowPerSec, highPerSec, lowMs } = states(o);
    return (
      `${formatNumber(lowPerSec)}/s, in bursts ${formatNumber(highPerSec)}/s; a burst lasts ` +
      `${formatNumber(o.dwellMs / 1000, 2)} s and comes every ${formatNumber((o.dwellMs + lowMs) / 1000, 2)} s, on average`
    );
  },
  theory: (o) => ({
    idc: twoStateIdc(states(o)),
    cycle: o.burst === 1 ? NO_MEMORY : twoStateCycle(states(o), "bursts"),
  }),
  start: (o, rng) => startTwoState(states(o), rng),
});
