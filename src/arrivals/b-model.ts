import { z } from "zod";
import { exponential, type Rng } from "../core/rng.ts";
import { formatDurationMs } from "../core/units.ts";
import { defineArrivals, NO_MEMORY } from "./arrival-process.ts";
import { lengthMsOption, ratePerSecOption } from "./rate.ts";

/** One half of an interval that is still to be walked, with its expected arrivals `mass`. */
interface Waiting {
  readonly level: number;
  readonly fromMs: number;
  readonly mass: number;
}

/** −b log₂ b − (1 − b) log₂(1 − b): how much the entropy of the counts grows when slots are halved. */
function entropySlope(b: number): number {
  return -b * Math.log2(b) - (1 - b) * Math.log2(1 - b);
}

/** Number of halvings of the horizon until a slot is about `slotMs` long. */
function levelsOf(horizonMs: number, slotMs: number): number {
  return Math.max(0, Math.round(Math.log2(horizonMs / slotMs)));
}

/**
 * b-model (Wang, Madhyastha, Chan, Papadimitriou & Faloutsos 2002): of the N arrivals of an interval one half, by a
 * fair coin, gets the share b and the other 1 − b; again within each half, down to slots of about `slotMs`, within
 * which arrivals are uniform. Bursts within bursts: the entropy of the counts grows by
 * −b log₂ b − (1 − b) log₂(1 − b) bits per halving.
 *
 * With N ~ Poisson(λT) and binomial splits the halves are independent Poisson variables with means b·m and
 * (1 − b)·m. So arrivals are a Poisson process whose rate the coins have made, and they come in order by inversion:
 * a unit-rate Poisson process is laid along the cumulative rate. A half that holds no arrival is passed over without
 * tossing its coins; what is kept is one waiting half per level. b = 0.5 is Poisson.
 *
 * It is defined on the horizon. Another horizon gives another sequence, not a longer one.
 */
export const bModel = defineArrivals({
  kind: "b-model",
  title: "bursts within bursts at every time scale: self-similar traffic",
  options: z.strictObject({
    kind: z.literal("b-model"),
    ratePerSec: ratePerSecOption,
    bias: z.number().min(0.5).max(0.95).default(0.7).describe("share of the busier half; 0.5 is Poisson"),
    slotMs: lengthMsOption.default(10).describe("shortest time scale with bursts, about, ms"),
  }),
  meanRatePerSec: (o) => o.ratePerSec,
  describe: (o) =>
    `bias ${o.bias} down to slots of about ${formatDurationMs(o.slotMs)}: entropy ` +
    `${entropySlope(o.bias).toFixed(3)} bits per halving (1 is Poisson)`,
  theory: (o) => (o.bias === 0.5 ? { interArrivalCv: 1, idc: () => 1, cycle: NO_MEMORY } : {}),
  start(o, rng, { horizonMs }) {
    const levels = levelsOf(horizonMs, o.slotMs);
    const nextSlot = slots(rng, o.bias, levels, horizonMs);
    const slotMs = horizonMs / 2 ** levels;
    const root: Waiting = { level: 0, fromMs: 0, mass: (o.ratePerSec * horizonMs) / 1000 };
    const stack: Waiting[] = [root];
    // The slot in which arrivals are being placed: its start, its mean count, and how much of that is used up.
    let fromMs = 0;
    let mass = 0;
    let used = 0;
    let offsetMs = 0;
    return () => {
      let need = exponential(rng);
      if (used + need > mass) {
        const found = nextSlot(stack, need - (mass - used));
        if (found === undefined) {
          used = mass;
          return Number.POSITIVE_INFINITY;
        }
        fromMs = found.slot.fromMs;
        mass = found.slot.mass;
        used = 0;
        need = found.need;
      }
      used += need;
      offsetMs = Math.max(offsetMs, fromMs + (used / mass) * slotMs); // rounding at the edges of slots
      return offsetMs;
    };
  },
});

/**
 * Walks along the stack until `need` expected arrivals have passed; returns the slot where that happens, and how much
 * of `need` lies within it.
 */
function slots(rng: Rng, bias: number, levels: number, horizonMs: number) {
  return (stack: Waiting[], needed: number): { slot: Waiting; need: number } | undefined => {
    let need = needed;
    for (let half = stack.pop(); half !== undefined; half = stack.pop()) {
      if (half.mass < need) {
        need -= half.mass;
      } else if (half.level === levels) {
        return { slot: half, need };
      } else {
        const level = half.level + 1;
        const earlier = half.mass * (rng() < 0.5 ? bias : 1 - bias);
        stack.push({ level, fromMs: half.fromMs + horizonMs / 2 ** level, mass: half.mass - earlier });
        stack.push({ level, fromMs: half.fromMs, mass: earlier });
      }
    }
    return undefined;
  };
}
