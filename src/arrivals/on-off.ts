import { z } from "zod";
import { formatDurationMs } from "../core/units.ts";
import { defineArrivals } from "./arrival-process.ts";
import { formatRate, lengthMsOption, ratePerSecOption } from "./rate.ts";
import { startTwoState, type TwoStates, twoStateCycle, twoStateIdc } from "./two-state.ts";

const options = z.strictObject({
  kind: z.literal("on-off"),
  ratePerSec: ratePerSecOption.describe("mean rate over on and off, requests per second"),
  share: z.number().gt(0).lt(1).default(0.2).describe("share of the time on"),
  dwellMs: lengthMsOption.default(1000).describe("mean length of an on period, ms"),
});

/** The two states: λ_on = λ / f, nothing while off; d_off = d·(1 − f)/f. */
function states(o: z.output<typeof options>): TwoStates {
  return {
    lowPerSec: 0,
    highPerSec: o.ratePerSec / o.share,
    highMs: o.dwellMs,
    lowMs: (o.dwellMs * (1 - o.share)) / o.share,
    share: o.share,
  };
}

/** Interrupted Poisson process (Kuczura 1973): the two-state process of `two-state.ts` with a low rate of 0. */
export const onOff = defineArrivals({
  kind: "on-off",
  title: "Poisson while on and silent while off: a job that calls the model now and then",
  options,
  meanRatePerSec: (o) => o.ratePerSec,
  describe(o) {
    const { highPerSec, highMs, lowMs } = states(o);
    return `${formatRate(highPerSec)} for ${formatDurationMs(highMs)}, then silence for ${formatDurationMs(lowMs)}, on average`;
  },
  theory: (o) => ({ idc: twoStateIdc(states(o)), cycle: twoStateCycle(states(o), "on periods") }),
  start: (o, rng) => startTwoState(states(o), rng),
});
