import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SchedulePlan } from "../scenario/schedule.ts";
import { digestInSteps, digestOf, type ScheduleDigest, type Sha256 } from "../stats/schedule-digest.ts";

/** Computes the SHA-256, the counts and the shape of a schedule, without sending it. */
export function digestSchedule(plan: SchedulePlan): ScheduleDigest {
  return digestOf(plan, sha256());
}

/** Computes what `digestSchedule` does, in turns with everything else; null when it was interrupted meanwhile. */
export async function digestUntil(
  plan: SchedulePlan,
  interrupted: AbortSignal,
): Promise<ScheduleDigest | null> {
  const steps = digestInSteps(plan, sha256());
  let turnEndsMs = performance.now() + TURN_MS;
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() < turnEndsMs) continue;
    await nextTurn();
    if (interrupted.aborted) return null;
    turnEndsMs = performance.now() + TURN_MS;
  }
}

/** The longest time for which signals are not heard, ms. */
const TURN_MS = 20;

function sha256(): Sha256 {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), hex: () => hash.digest("hex") };
}
