import type { Clock } from "../../core/clock.ts";
import { type MachineCheck, ok } from "./machine-check.ts";

const READS = 20_000;
const FAST_US = 1;
const SLOW_US = 5;

export const clockReading: MachineCheck = {
  id: "clock",
  title: "reading the clock",
  meaning:
    "No latency is known better than the clock's step, and each of several readings per request costs time.",
  look({ clock }) {
    const { stepUs, costUs, backwards } = measureClock(clock, READS);
    const observed = `${costUs.toFixed(2)} µs per reading, steps of ${stepUs.toFixed(2)} µs${backwards ? ", and it went backwards" : ""}`;
    const worst = Math.max(stepUs, costUs);
    if (worst <= FAST_US && !backwards) return ok(observed);
    const status = worst > SLOW_US || backwards ? "bad" : "warn";
    return { observed, status, cure: "look at the clock source; on a virtual machine choose another type" };
  },
};

/**
 * Reads a clock `reads` times. Returns the mean cost of a reading, its smallest step forward, both µs, and whether it
 * ever stepped back.
 */
export function measureClock(
  clock: Clock,
  reads: number,
): { costUs: number; stepUs: number; backwards: boolean } {
  let stepMs = Number.POSITIVE_INFINITY;
  let backwards = false;
  const startMs = clock.nowMs();
  let lastMs = startMs;
  for (let i = 0; i < reads; i++) {
    const nowMs = clock.nowMs();
    if (nowMs > lastMs) stepMs = Math.min(stepMs, nowMs - lastMs);
    else if (nowMs < lastMs) backwards = true;
    lastMs = nowMs;
  }
  return { costUs: ((lastMs - startMs) * 1000) / reads, stepUs: stepMs * 1000, backwards };
}
