import { createHash } from "node:crypto";
import type { SchedulePlan } from "../scenario/schedule.ts";
import { digestOf, type ScheduleDigest } from "../stats/schedule-digest.ts";

/** What is known of a schedule before any of it is sent: its SHA-256, its counts and its shape. */
export function digestSchedule(plan: SchedulePlan): ScheduleDigest {
  const hash = createHash("sha256");
  return digestOf(plan, { update: (bytes) => hash.update(bytes), hex: () => hash.digest("hex") });
}
