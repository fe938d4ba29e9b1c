import type { BurstMetrics } from "../result/burst.ts";
import { CANONICAL_BYTES, ScheduleCursor, type SchedulePlan, writeCanonical } from "../scenario/schedule.ts";
import { BurstAccumulator } from "./burst.ts";

const HASH_EVERY_REQUESTS = 4096;

/** The facts of a schedule that are known before any of it is sent. */
export interface ScheduleDigest {
  /** SHA-256 of the canonical bytes of every request. */
  readonly sha256: string;
  readonly requests: number;
  readonly warmupRequests: number;
  /** Requests of each whole second, counted from the start of the measured part (warm-up is negative). */
  readonly offeredPerWindow: ReadonlyMap<number, number>;
  /** Shape of the arrivals in the measured part. */
  readonly burst: BurstMetrics;
}

/** A running SHA-256. A pure folder cannot make one, so callers pass it in. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  hex(): string;
}

/** Walks the whole schedule once, in constant memory but for one count per second. */
export function digestOf(plan: SchedulePlan, hash: Sha256): ScheduleDigest {
  const steps = digestInSteps(plan, hash);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Walks a schedule as `digestOf` does, and pauses now and then, so that a caller can look at other things. */
export function* digestInSteps(plan: SchedulePlan, hash: Sha256): Generator<undefined, ScheduleDigest> {
  const bytes = new Uint8Array(HASH_EVERY_REQUESTS * CANONICAL_BYTES);
  const view = new DataView(bytes.buffer);
  const offeredPerWindow = new Map<number, number>();
  const burst = new BurstAccumulator();
  const cursor = new ScheduleCursor(plan);
  let requests = 0;
  let warmupRequests = 0;
  let filled = 0;
  while (cursor.next()) {
    writeCanonical(cursor, view, filled);
    filled += CANONICAL_BYTES;
    if (filled === bytes.length) {
      hash.update(bytes);
      filled = 0;
      yield;
    }
    requests++;
    if (cursor.phase === "warmup") warmupRequests++;
    else burst.add(cursor.intendedMs);
    const window = Math.floor((cursor.intendedMs - plan.warmupMs) / 1000);
    offeredPerWindow.set(window, (offeredPerWindow.get(window) ?? 0) + 1);
  }
  hash.update(bytes.subarray(0, filled));
  return {
    sha256: hash.hex(),
    requests,
    warmupRequests,
    offeredPerWindow,
    burst: burst.finish(plan.warmupMs + plan.measureMs),
  };
}
