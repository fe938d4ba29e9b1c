import type { Sample } from "../core/sample.ts";
import type { RunResult } from "../result/run-result.ts";
import type { LoadLevel } from "../scenario/levels.ts";
import { Histogram } from "./histogram.ts";
import { summarise } from "./latency.ts";

/** Tallies the requests of the measured part by the level of the load at which they were due. */
export class LevelTally {
  readonly #measureFromMs: number;
  readonly #levels: readonly { level: LoadLevel; response: Histogram; ok: number; scheduled: number }[];
  /** The level of the request before: most requests have the same. */
  #at = 0;

  /** @param levels one after another, without gaps */
  constructor(levels: readonly LoadLevel[], measureFromMs: number) {
    this.#measureFromMs = measureFromMs;
    this.#levels = levels.map((level) => ({ level, response: new Histogram(), ok: 0, scheduled: 0 }));
  }

  add({ outcome, intendedMs, doneMs }: Readonly<Sample>): void {
    if (this.#levels.length === 0) return;
    const atMs = intendedMs - this.#measureFromMs;
    while (atMs >= this.#toMs(this.#at) && this.#at < this.#levels.length - 1) this.#at++;
    while (this.#at > 0 && atMs < this.#toMs(this.#at - 1)) this.#at--;
    const tally = this.#levels[this.#at];
    if (tally === undefined) return;
    tally.scheduled++;
    if (outcome !== "ok") return;
    tally.ok++;
    tally.response.recordMs(doneMs - intendedMs);
  }

  /** The levels that the run came to. */
  summary(measuredMs: number): RunResult["levels"] {
    return this.#levels
      .filter(({ level }) => level.fromMs < measuredMs)
      .map(({ level, response, ok, scheduled }) => {
        const { p50, p99, absent } = summarise(response);
        const { fromMs, toMs, planned } = level;
        return {
          fromMs,
          toMs: Math.min(toMs, measuredMs),
          planned,
          scheduled,
          failed: scheduled - ok,
          p50Ms: p50,
          p99Ms: p99,
          absent: { ...(absent.p50 && { p50Ms: absent.p50 }), ...(absent.p99 && { p99Ms: absent.p99 }) },
        };
      });
  }

  #toMs(index: number): number {
    return this.#levels[index]?.level.toMs ?? Number.POSITIVE_INFINITY;
  }
}
