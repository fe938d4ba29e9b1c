import type { Clock } from "../../core/clock.ts";
import type { StatisticsReading } from "../../stats/server-statistics.ts";
import type { ModelStatistics } from "../../wire/oip/statistics.ts";

/**
 * Reads the server's own statistics at both ends of the measured part, while the load runs. The end of the run would
 * be too late: the last answers come after the measured part. A reading that fails says why, and fails nothing else.
 */
export class StatisticsWatch {
  readonly #read: (() => Promise<ModelStatistics | null>) | null;
  readonly #clock: Clock;
  readonly #timers: NodeJS.Timeout[] = [];
  #before: Promise<StatisticsReading> | null = null;
  #after: Promise<StatisticsReading> | null = null;

  /**
   * Makes the watch, which reads nothing before `start`.
   *
   * @param read null where the protocol has no statistics
   */
  constructor(read: (() => Promise<ModelStatistics | null>) | null, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** Schedules both readings, given the clock's values at the beginning and the end of the measured part. */
  start(beginMs: number, endMs: number): void {
    const read = this.#read;
    if (read === null) return;
    this.#at(beginMs, () => {
      this.#before = this.#take(read, beginMs);
    });
    this.#at(endMs, () => {
      this.#after = this.#take(read, endMs);
    });
  }

  /**
   * Ends the watch with the load, which may have been stopped early, and returns both readings; null where there was
   * nothing to read.
   */
  async finish(): Promise<{ before: StatisticsReading; after: StatisticsReading } | null> {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#read === null || this.#before === null) return null;
    this.#after ??= this.#take(this.#read, this.#clock.nowMs());
    return { before: await this.#before, after: await this.#after };
  }

  #at(clockMs: number, act: () => void): void {
    this.#timers.push(setTimeout(act, clockMs - this.#clock.nowMs()).unref());
  }

  async #take(read: () => Promise<ModelStatistics | null>, dueMs: number): Promise<StatisticsReading> {
    const found = await read().then(
      (statistics) => ({ statistics, absent: statistics === null ? "the server has no statistics" : null }),
      (error) => ({ statistics: null, absent: error instanceof Error ? error.message : String(error) }),
    );
    return { ...found, lateMs: Math.abs(this.#clock.nowMs() - dueMs) };
  }
}
