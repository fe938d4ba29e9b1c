import type { RunResult } from "../../result/run-result.ts";
import { Histogram } from "../../stats/histogram.ts";
import { summarise } from "../../stats/latency.ts";
import type { Call, Ending } from "../attempt.ts";

type Row = NonNullable<NonNullable<RunResult["simulation"]>["priorities"]>[number];

/** What became of the requests of each priority in the measured part. */
export class PriorityTally {
  readonly #levels = new Map<number, { requests: number; times: Histogram }>();

  add({ priority, phase, intendedMs }: Call, { outcome }: Ending, nowMs: number): void {
    if (phase === "warmup") return;
    let level = this.#levels.get(priority);
    if (level === undefined) {
      level = { requests: 0, times: new Histogram() };
      this.#levels.set(priority, level);
    }
    level.requests++;
    if (outcome === "ok") level.times.recordMs(nowMs - intendedMs);
  }

  rows(): Row[] {
    return [...this.#levels.entries()]
      .toSorted(([a], [b]) => a - b)
      .map(([priority, { requests, times }]) => {
        const { count, mean, p50, p99 } = summarise(times);
        return { priority, requests, ok: count, meanMs: mean, p50Ms: p50, p99Ms: p99 };
      });
  }
}
