import type { ArrivalContext } from "../arrivals/arrival-process.ts";
import { type Arrivals, startArrivals, startRatePerSec } from "../arrivals/index.ts";
import { createRng } from "../core/rng.ts";
import type { Phase } from "../core/sample.ts";
import { type Repetition, startPicking } from "../payloads/repetition/index.ts";

/** Everything that determines a schedule: the same plan gives the same bytes, whatever runs it. */
export interface SchedulePlan {
  /** Arrival process of the schedule; null = nothing is scheduled: a closed loop sends when answers come. */
  readonly arrivals: Arrivals | null;
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly seed: number;
  /** Arrival offsets of the traces that `arrivals` names. */
  readonly traces: Readonly<Record<string, Float64Array>>;
  /** Number of different payloads; each request carries one of them. */
  readonly payloads: number;
  /** Rule that chooses the payload of a request; uniform when left out. */
  readonly repetition?: Repetition;
  /** Seed of the choice of payloads; `seed` when left out. */
  readonly payloadSeed?: number;
}

/** Every `of`-th request, beginning with number `index`. */
export interface Stripe {
  readonly index: number;
  readonly of: number;
}

/** Bytes of one request in the canonical form: u32 seq, u64 intended ns, u32 payload index, little-endian. */
export const CANONICAL_BYTES = 16;

/**
 * Walks a schedule in order, in constant memory. `next()` moves to the next request of the stripe; the fields
 * then describe it. Each worker walks the whole schedule and keeps its stripe: drawing a process of rate λ/n
 * per worker would be another process (16 stripes of gamma with CV 4 would merge to CV 2.75).
 *
 * Warm-up is Poisson at the rate with which the process starts, with draws of its own, so that its length does not
 * move the measured part. The process itself starts, stationary, where the measured part begins.
 */
export class ScheduleCursor {
  seq = -1;
  phase: Phase = "warmup";
  intendedMs = 0;
  payloadIndex = 0;

  readonly #plan: SchedulePlan;
  readonly #stripe: Stripe;
  readonly #pickPayload: (seq: number, progress: number) => number;
  readonly #context: ArrivalContext;
  #nextOffsetMs: () => number;

  constructor(plan: SchedulePlan, stripe: Stripe = { index: 0, of: 1 }) {
    this.#plan = plan;
    this.#stripe = stripe;
    const { repetition = { kind: "uniform" }, payloads, payloadSeed = plan.seed } = plan;
    this.#pickPayload = startPicking(repetition, payloads, payloadSeed);
    this.#context = { horizonMs: plan.measureMs, traces: plan.traces };
    if (plan.arrivals === null) {
      this.phase = "measure";
      this.#nextOffsetMs = () => Number.POSITIVE_INFINITY;
      return;
    }
    const ratePerSec = startRatePerSec(plan.arrivals, this.#context);
    this.#nextOffsetMs = startArrivals(
      { kind: "poisson", ratePerSec },
      createRng(plan.seed, "warmup"),
      this.#context,
    );
    if (plan.warmupMs === 0) this.#startMeasuring(plan.arrivals);
  }

  /** Moves to the next request; `false` when the schedule has ended, and the fields are then meaningless. */
  next(): boolean {
    do {
      if (!this.#step()) return false;
    } while (this.seq % this.#stripe.of !== this.#stripe.index);
    const { warmupMs, measureMs } = this.#plan;
    this.payloadIndex = this.#pickPayload(this.seq, Math.max(0, (this.intendedMs - warmupMs) / measureMs));
    return true;
  }

  #step(): boolean {
    const { arrivals, warmupMs, measureMs } = this.#plan;
    if (this.phase === "warmup" && arrivals !== null) {
      this.intendedMs = this.#nextOffsetMs();
      if (this.intendedMs >= warmupMs) this.#startMeasuring(arrivals);
    }
    if (this.phase === "measure") {
      const offsetMs = this.#nextOffsetMs();
      if (!(offsetMs < measureMs)) return false;
      this.intendedMs = warmupMs + offsetMs;
    }
    this.seq++;
    return true;
  }

  #startMeasuring(arrivals: Arrivals): void {
    this.phase = "measure";
    this.#nextOffsetMs = startArrivals(arrivals, createRng(this.#plan.seed, "arrivals"), this.#context);
  }
}

/** Number of requests in a plan, its warm-up included; what they carry does not matter. */
export function countRequests(plan: SchedulePlan): number {
  const cursor = new ScheduleCursor({ ...plan, repetition: { kind: "uniform" } });
  while (cursor.next());
  return cursor.seq + 1;
}

/** Writes the current request of a cursor into `view` at byte `at`. */
export function writeCanonical(cursor: ScheduleCursor, view: DataView, at: number): void {
  const intendedNs = Math.round(cursor.intendedMs * 1e6);
  view.setUint32(at, cursor.seq, true);
  view.setUint32(at + 4, intendedNs % 2 ** 32, true);
  view.setUint32(at + 8, Math.floor(intendedNs / 2 ** 32), true);
  view.setUint32(at + 12, cursor.payloadIndex, true);
}
