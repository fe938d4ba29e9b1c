import { z } from "zod";
import { formatSpan } from "../core/format.ts";
import { createRng, type Rng } from "../core/rng.ts";
import type { EventQueue } from "./event-queue.ts";
import { readOptions } from "./option-spec.ts";
import type { Replica } from "./replica.ts";

const DAY_MS = 86_400_000;

const times = (description: string) => z.number().int().min(1).max(1000).describe(description);

const healthCheckSchema = z.strictObject({
  everyMs: z.number().min(1).max(DAY_MS).describe("time between two checks of a replica"),
  fails: times("failed checks in a row after which a replica is sent nothing more").default(3),
  passes: times("good checks in a row after which a replica is sent requests").default(1),
});

/** How a router notices which replicas serve. The defaults are those of Kubernetes' probes. */
export type HealthCheckPlan = z.output<typeof healthCheckSchema>;

/** Reads `--health-check`, such as `every=5s,fails=2`. @throws usage error */
export function parseHealthCheck(spec: string): HealthCheckPlan {
  return readOptions("--health-check", healthCheckSchema, "everyMs", spec, "every=5s,fails=2,passes=1");
}

export function describeHealthCheck({ everyMs, fails, passes }: HealthCheckPlan): string {
  return `every ${formatSpan(everyMs)}, a replica is out after ${fails} that fail and in after ${passes} that pass`;
}

/** What health checks do to a replica. */
export interface CheckedFleet {
  /** Sends a replica new requests. */
  sendTo(replica: Replica): void;
  /** Sends it none. */
  sendNoMoreTo(replica: Replica): void;
}

/** Asks each replica again and again whether it serves, at moments of its own: until then the router believes the last answers. */
export class HealthChecks {
  readonly #events: EventQueue;
  readonly #plan: HealthCheckPlan;
  readonly #rng: Rng;
  readonly #fleet: CheckedFleet;
  readonly #watched = new Set<Replica>();

  constructor(events: EventQueue, plan: HealthCheckPlan, seed: number, fleet: CheckedFleet) {
    this.#events = events;
    this.#plan = plan;
    this.#rng = createRng(seed, "health checks");
    this.#fleet = fleet;
  }

  /** Checks a replica from now on until it has ended for good. */
  watch(replica: Replica): void {
    if (this.#watched.has(replica)) return;
    this.#watched.add(replica);
    const { everyMs, fails, passes } = this.#plan;
    let failed = 0;
    let passed = 0;
    const check = {
      happen: () => {
        if (replica.state === "gone") {
          this.#watched.delete(replica);
          return;
        }
        const serves = replica.state === "ready";
        passed = serves ? passed + 1 : 0;
        failed = serves ? 0 : failed + 1;
        if (serves && passed >= passes) this.#fleet.sendTo(replica);
        if (!serves && failed >= fails) this.#fleet.sendNoMoreTo(replica);
        this.#events.schedule(this.#events.nowMs + everyMs, check);
      },
    };
    this.#events.schedule(this.#events.nowMs + everyMs * this.#rng(), check);
  }
}
