import { ClosedSource } from "./closed-source.ts";
import { OpenSource, type RequestSource } from "./request-source.ts";
import type { Load } from "./scenario.ts";
import type { SchedulePlan, Stripe } from "./schedule.ts";
import { SessionSource } from "./sessions.ts";

/** The traffic of a run: its kind of load, and the schedule that it follows or starts from. */
export interface LoadPlan {
  readonly load: Load;
  readonly plan: SchedulePlan;
}

/** The requests of one stripe of a load, for the engine in real time or a simulator in virtual time. */
export function sourceOf({ load, plan }: LoadPlan, stripe: Stripe): RequestSource {
  switch (load.kind) {
    case "open":
      return new OpenSource(plan, stripe);
    case "sessions":
      return new SessionSource(plan, load, stripe);
    case "closed":
      return new ClosedSource(plan, load, stripe);
  }
}
