import { z } from "zod";
import { MinHeap } from "../core/min-heap.ts";
import { startPicking } from "../payloads/repetition/index.ts";
import type { DueRequest, RequestSource } from "./request-source.ts";
import type { SchedulePlan, Stripe } from "./schedule.ts";

/** A closed loop: each of a number of users sends its next request when it has the answer to the last one. */
export const closedLoopSchema = z.strictObject({
  concurrency: z.int().min(1).max(10_000).describe("requests in flight at all times"),
  rampFrom: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("users before the measured part, in which they grow evenly to `concurrency`"),
});

export type ClosedLoop = z.output<typeof closedLoopSchema>;

/** Pause of a user whose request failed, ms: without it, a server that is down would be hammered at full speed. */
export const REST_AFTER_FAILURE_MS = 100;

/**
 * The users of a closed loop that one worker runs. The server's slowness slows the load (Schroeder, Wierman &
 * Harchol-Balter, NSDI 2006): this measures throughput at a concurrency, not what users would wait.
 */
export class ClosedSource implements RequestSource {
  readonly #endMs: number;
  readonly #plan: SchedulePlan;
  readonly #stripe: Stripe;
  readonly #pickPayload: (seq: number, progress: number) => number;
  /** Users that have nothing in flight, by the moment at which they want to send. */
  readonly #waiting = new MinHeap<null>();
  #taken = 0;

  constructor(plan: SchedulePlan, loop: ClosedLoop, stripe: Stripe) {
    this.#plan = plan;
    this.#stripe = stripe;
    this.#endMs = plan.warmupMs + plan.measureMs;
    const { repetition = { kind: "uniform" }, payloads, payloadSeed = plan.seed } = plan;
    this.#pickPayload = startPicking(repetition, payloads, payloadSeed);
    for (let user = stripe.index; user < loop.concurrency; user += stripe.of)
      this.#waiting.push(joinMs(user, loop, plan), null);
  }

  get dueMs(): number {
    return this.#waiting.size === 0 ? Number.POSITIVE_INFINITY : this.#waiting.minKey;
  }

  take(): DueRequest {
    const intendedMs = this.#waiting.minKey;
    this.#waiting.pop();
    const { warmupMs, measureMs } = this.#plan;
    const seq = this.#taken++ * this.#stripe.of + this.#stripe.index;
    return {
      seq,
      phase: intendedMs < warmupMs ? "warmup" : "measure",
      intendedMs,
      payloadIndex: this.#pickPayload(seq, Math.max(0, (intendedMs - warmupMs) / measureMs)),
    };
  }

  ended(_: number, freeMs: number, ok: boolean): void {
    const dueMs = freeMs + (ok ? 0 : REST_AFTER_FAILURE_MS);
    if (dueMs < this.#endMs) this.#waiting.push(dueMs, null);
  }
}

/** Time at which a user begins, ms: at once, or during a ramp one after another, evenly over the measured part. */
function joinMs(user: number, { concurrency, rampFrom }: ClosedLoop, plan: SchedulePlan): number {
  if (rampFrom === undefined || user < rampFrom) return 0;
  return plan.warmupMs + (plan.measureMs * (user - rampFrom)) / (concurrency - rampFrom);
}
