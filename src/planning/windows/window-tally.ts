import type { Sample } from "../../core/sample.ts";
import type { Objective } from "../../result/objective.ts";
import { keeps, meanOf, observedOf, percentileOf } from "./observe.ts";
import type { TimedRequests } from "./timed-requests.ts";
import type { WindowOutcome } from "./window-outcome.ts";
import { worstMinuteOf } from "./worst-minute.ts";

const MINUTE_MS = 60_000;
const FIRST_ROOM = 4096;

/** Keeps the times of every request of a window, which are few enough, and tells exact figures of them in the end. */
export class WindowTally {
  readonly #measureFromMs: number;
  readonly #measureMs: number;
  #count = 0;
  #failed = 0;
  #dueMs = new Float64Array(FIRST_ROOM);
  #tookMs = new Float64Array(FIRST_ROOM);

  readonly #poolOf: (replica: number) => number;
  /** Requests that came to each pool, and behind them those that came to the others. */
  readonly #byPool: number[];

  /** @param poolOf the pool of a replica; -1 where it is in none @param pools number of pools */
  constructor(
    measureFromMs: number,
    measureMs: number,
    poolOf: (replica: number) => number = () => -1,
    pools = 0,
  ) {
    this.#measureFromMs = measureFromMs;
    this.#measureMs = measureMs;
    this.#poolOf = poolOf;
    this.#byPool = Array.from({ length: pools + 1 }, () => 0);
  }

  add({ phase, intendedMs, doneMs, outcome, endpoint }: Readonly<Sample>): void {
    if (phase !== "measure") return;
    if (this.#byPool.length > 1 && endpoint >= 0) {
      const pool = this.#poolOf(endpoint);
      const place = pool < 0 ? this.#byPool.length - 1 : pool;
      this.#byPool[place] = (this.#byPool[place] ?? 0) + 1;
    }
    if (this.#count === this.#dueMs.length) {
      this.#dueMs = twiceAsLong(this.#dueMs);
      this.#tookMs = twiceAsLong(this.#tookMs);
    }
    this.#dueMs[this.#count] = intendedMs - this.#measureFromMs;
    this.#tookMs[this.#count++] = outcome === "ok" ? doneMs - intendedMs : Number.POSITIVE_INFINITY;
    if (outcome !== "ok") this.#failed++;
  }

  /** The requests so far. */
  get requests(): TimedRequests {
    const count = this.#count;
    return {
      count,
      dueMs: this.#dueMs.subarray(0, count),
      tookMs: this.#tookMs.subarray(0, count),
      measureMs: this.#measureMs,
    };
  }

  /** The outcome of the window. @param of what the fleet tells of itself */
  outcome(objectives: readonly Objective[], of: Pick<WindowOutcome, "seed" | "meanBatch">): WindowOutcome {
    const byPool = this.#byPool.length === 1 ? [] : [...this.#byPool];
    return outcomeOf(this.requests, this.#failed, objectives, { ...of, byPool });
  }
}

/** The outcome of all requests of a window, whoever answered them. */
function outcomeOf(
  requests: TimedRequests,
  failed: number,
  objectives: readonly Objective[],
  of: Pick<WindowOutcome, "seed" | "meanBatch" | "byPool">,
): WindowOutcome {
  const { count, tookMs, measureMs } = requests;
  const sortedMs = Float64Array.from(tookMs).sort();
  return {
    ...of,
    requests: count,
    failed,
    okPerSec: ((count - failed) * 1000) / measureMs,
    p50Ms: percentileOf(sortedMs, 50),
    p95Ms: percentileOf(sortedMs, 95),
    p99Ms: percentileOf(sortedMs, 99),
    meanMs: meanOf(sortedMs),
    objectives: objectives.map((objective) => observedOf(objective, { sortedMs, overMs: measureMs })),
    minutes: minutesOf(requests).map((minuteMs) =>
      objectives.every((objective) =>
        keeps(objective, observedOf(objective, { sortedMs: minuteMs, overMs: MINUTE_MS })),
      ),
    ),
    worst: worstMinuteOf(requests, objectives),
  };
}

/** The rising times of the requests that were due in each whole minute; minutes without requests are left out. */
function minutesOf({ dueMs, tookMs, measureMs }: TimedRequests): Float64Array[] {
  const minutes: number[][] = Array.from({ length: Math.floor(measureMs / MINUTE_MS) }, () => []);
  for (const [index, due] of dueMs.entries()) minutes[Math.floor(due / MINUTE_MS)]?.push(tookMs[index] ?? 0);
  return minutes.filter((minute) => minute.length > 0).map((minute) => Float64Array.from(minute).sort());
}

function twiceAsLong(values: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * values.length);
  longer.set(values);
  return longer;
}
