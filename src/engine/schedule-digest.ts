import { createHash } from "node:crypto";
import type { SchedulePlan } from "../scenario/schedule.ts";
import { digestOf, type ScheduleDigest } from "../stats/schedule-digest.ts";

/** Computes the SHA-256, the counts and the shape of a schedule, without sending it. */
export function digestSchedule(plan: SchedulePlan): ScheduleDigest {
  const hash = createHash("sha256");
  return digestOf(plan, { update: (bytes) => hash.update(bytes), hex: () => hash.digest("hex") });
}
