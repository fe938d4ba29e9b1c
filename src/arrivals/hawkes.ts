import { z } from "zod";
import { formatNumber } from "../core/format.ts";
import { exponential, gamma as gammaDraw } from "../core/rng.ts";
import { defineArrivals, NO_MEMORY } from "./arrival-process.ts";
import { neededCycles } from "./needed-cycles.ts";
import { formatRate, lengthMsOption, ratePerSecOption } from "./rate.ts";

const options = z.strictObject({
  kind: z.literal("hawkes"),
  ratePerSec: ratePerSecOption,
  branching: z
    .number()
    .min(0)
    .max(0.95)
    .default(0.5)
    .describe("requests that one request sets off, on average"),
  decayMs: lengthMsOption.default(1000).describe("mean time after which they come, ms"),
});

/** Longest run-in, in memory lengths; see `start`. */
const RUN_IN_MEMORIES = 5;
/** Longest run-in, in arrivals; see `start`. */
const RUN_IN_ARRIVALS = 200_000;

/**
 * The parameters of the process per ms: rate of spontaneous arrivals μ = λ(1 − n), decay β, jump α = nβ, and γ = β − α,
 * at which the past is forgotten.
 */
function parameters(o: z.output<typeof options>) {
  const decay = 1 / o.decayMs;
  const jump = o.branching * decay;
  return { spontaneous: (o.ratePerSec / 1000) * (1 - o.branching), decay, jump, forgetting: decay - jump };
}

/**
 * Self-exciting process (Hawkes 1971): every arrival raises the rate for a while,
 *
 *   λ(t) = μ + Σ_{t_i < t} n·β·e^{−β(t − t_i)},   μ = λ(1 − n),
 *
 * so that each sets off n others on average, after 1/β on average. Its covariance density
 * α·λ·(2β − α) / (2(β − α)) · e^{−(β−α)τ} (ibid.) gives, with α = nβ, γ = β − α = β(1 − n),
 *
 *   IDC(t) = 1 + α(2β − α)/γ² · (1 − (1 − e^{−γt}) / (γt)) → 1/(1 − n)².
 *
 * Exact simulation without thinning (Dassios & Zhao 2013): the next gap is the smaller of one to a spontaneous
 * arrival, Exp(μ), and one to a triggered one, whose rate is y·e^{−βs}: s = −ln(1 + β·ln U / y)/β, or never.
 *
 * Start: the stationary distribution of the excess rate y has no simple form, but its mean nλ and its variance
 * α²λ/(2γ) do. A gamma draw with both runs in through negative time. Moments of y obey closed linear equations,
 * so mean and variance are right from the first moment; the third is off by what decays as e^{−3γt}, 3e-7 after
 * the 5/γ of the run-in. It is cut at 200 000 arrivals: with as many in 5/γ, the shape 2γλ/β² of that gamma is so
 * large that both it and the true distribution are normal.
 */
export const hawkes = defineArrivals({
  kind: "hawkes",
  title: "self-exciting: requests set off more requests, as retries, fan-out and news do",
  options,
  meanRatePerSec: (o) => o.ratePerSec,
  describe(o) {
    const spontaneous = o.ratePerSec * (1 - o.branching);
    const perCluster = 1 / (1 - o.branching);
    return (
      `${formatRate(spontaneous)} spontaneous, each bringing ${formatNumber(perCluster)} requests in all on average; ` +
      `IDC up to ${formatNumber(perCluster ** 2)}`
    );
  },
  theory(o) {
    const { decay, jump, forgetting } = parameters(o);
    const excess = (jump * (2 * decay - jump)) / forgetting ** 2;
    return {
      cycle:
        o.branching === 0
          ? NO_MEMORY
          : {
              meanMs: 1 / forgetting,
              needed: neededCycles(1 + excess, o.ratePerSec / 1000 / forgetting),
              noun: "memory lengths",
            },
      idc(windowSec) {
        const memories = forgetting * windowSec * 1000;
        return 1 + excess * (1 - (1 - Math.exp(-memories)) / memories);
      },
    };
  },
  start(o, rng) {
    const { spontaneous, decay, jump, forgetting } = parameters(o);
    const perMs = o.ratePerSec / 1000;
    const shape = (2 * forgetting * perMs) / decay ** 2;
    let excess = gammaDraw(rng, shape) * ((jump * decay) / (2 * forgetting));
    let offsetMs = -Math.min(RUN_IN_MEMORIES / forgetting, RUN_IN_ARRIVALS / perMs);
    const next = () => {
      let gapMs = exponential(rng) / spontaneous;
      const remaining = 1 - (decay * exponential(rng)) / excess;
      if (remaining > 0) gapMs = Math.min(gapMs, -Math.log(remaining) / decay);
      offsetMs += gapMs;
      excess = excess * Math.exp(-decay * gapMs) + jump;
      return offsetMs;
    };
    let first = true;
    return () => {
      if (!first) return next();
      first = false;
      while (next() < 0);
      return offsetMs;
    };
  },
});
