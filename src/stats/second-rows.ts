import { largest } from "../core/extremes.ts";
import type { Sample } from "../core/sample.ts";
import type { AnswerTokens } from "../core/token-block.ts";
import type { LatencyLimit } from "../result/objective.ts";
import type { RunWindow } from "../result/window.ts";
import { LatencyHistograms } from "./latency-histograms.ts";

const WINDOW_MS = 1000;

/** The seconds of a run, and where their rows go. */
export interface SecondsPlan {
  readonly measureFromMs: number;
  readonly measureMs: number;
  /** Requests intended in each second, where the schedule says; null = those that came due are counted. */
  readonly offeredPerWindow: ((window: number) => number) | null;
  /** Called once per finished second, in order. */
  readonly onWindow: (row: RunWindow, latencies: LatencyHistograms) => void;
}

/** A second that may still get requests. */
interface OpenSecond {
  due: number;
  ok: number;
  failed: number;
  /** Requests of the warm-up that ended in this second of the measured part, less those that left in it: no row has them. */
  late: number;
  inFlight: number;
  latencies: LatencyHistograms;
}

/**
 * One row per second, counted from the start of the measured part (warm-up has negative numbers), with the requests that *ended* in it. A
 * row holds requests of one phase.
 */
export class SecondRows {
  /** Requests without an outcome at the end of each measured second, those of the warm-up among them. */
  readonly unfinished: number[] = [];
  readonly #plan: SecondsPlan;
  /** Limits of single latencies that objectives have: whether each holds is decided by exact counts. */
  readonly #limits: readonly LatencyLimit[];
  readonly #total: LatencyHistograms;
  readonly #open = new Map<number, OpenSecond>();
  #next: number;
  /** The second in which sending was broken off, or ended early. */
  #stopAt = Number.POSITIVE_INFINITY;
  #measureMs: number;
  #ended = 0;
  #offered = 0;

  /** @param total gets the latencies of each closed second of the measured part, and of those behind it */
  constructor(plan: SecondsPlan, limits: readonly LatencyLimit[], total: LatencyHistograms) {
    this.#plan = plan;
    this.#limits = limits;
    this.#total = total;
    this.#measureMs = plan.measureMs;
    this.#next = -Math.ceil(plan.measureFromMs / WINDOW_MS);
  }

  /** Counts a request in the second in which it ended. */
  add(sample: Readonly<Sample>, tokens?: AnswerTokens): void {
    const number = this.#numberOf(sample.doneMs);
    const second = this.#second(number);
    // Warm-up that ends late is in no row.
    if (sample.phase === "warmup" && number >= 0) second.late++;
    else if (sample.outcome === "ok") {
      second.ok++;
      second.latencies.record(sample, tokens);
    } else second.failed++;
  }

  /** Counts a request of a schedule that came due, in case that the run is broken off within its second. */
  countCame(intendedMs: number): void {
    if (this.#plan.offeredPerWindow === null) return;
    const number = Math.floor((intendedMs - this.#plan.measureFromMs) / WINDOW_MS);
    if (number >= this.#next) this.#second(number).due++;
  }

  /** Counts a request that came due when it was sent, where no schedule says how many do. */
  countDue(atMs: number, warmup: boolean): void {
    if (this.#plan.offeredPerWindow !== null) return;
    const number = this.#numberOf(atMs);
    if (!warmup || number < 0) this.#second(number).due++;
    // Warm-up that leaves late was due in its last second.
    else if (this.#next < 0) this.#second(-1).due++;
    else this.#second(number).late--;
  }

  /** Notes that at most so many requests were in flight up to a moment. */
  countInFlight(upToMs: number, inFlight: number): void {
    const second = this.#second(this.#numberOf(upToMs));
    second.inFlight = Math.max(second.inFlight, inFlight);
  }

  /** Reports that sending was broken off: what the schedule says of later requests never came due. */
  stop(atMs: number): void {
    this.#stopAt = Math.floor((atMs - this.#plan.measureFromMs) / WINDOW_MS);
  }

  /** Reports, before it is so, that the measured part is shorter than planned. */
  end(measureMs: number): void {
    this.#measureMs = measureMs;
  }

  /** Closes the seconds that are over at a moment. */
  closeBefore(atMs: number): void {
    this.#closeUpTo(this.#numberOf(atMs));
  }

  /** Closes every second that has begun. */
  closeAll(): void {
    this.#closeUpTo(largest(this.#open.keys(), this.#next - 1) + 1);
  }

  #numberOf(atMs: number): number {
    return Math.max(Math.floor((atMs - this.#plan.measureFromMs) / WINDOW_MS), this.#next);
  }

  #second(number: number): OpenSecond {
    let second = this.#open.get(number);
    if (second === undefined) {
      const latencies = new LatencyHistograms(this.#limits);
      second = { due: 0, ok: 0, failed: 0, late: 0, inFlight: 0, latencies };
      this.#open.set(number, second);
    }
    return second;
  }

  #closeUpTo(number: number): void {
    for (; this.#next < number; this.#next++) {
      const second = this.#second(this.#next);
      this.#open.delete(this.#next);
      if (this.#next >= 0) this.#total.add(second.latencies);
      this.#plan.onWindow(this.#row(this.#next, second), second.latencies);
    }
  }

  #row(number: number, { due, ok, failed, late, inFlight, latencies }: OpenSecond): RunWindow {
    const { response } = latencies;
    const planned = number < this.#stopAt ? this.#plan.offeredPerWindow : null;
    const offered = planned?.(number) ?? due;
    const measured = Math.ceil(this.#measureMs / WINDOW_MS);
    this.#offered += offered;
    this.#ended += ok + failed + late;
    if (number >= 0 && number < measured) this.unfinished.push(this.#offered - this.#ended);
    return {
      startMs: this.#plan.measureFromMs + number * WINDOW_MS,
      phase: number < 0 ? "warmup" : number < measured ? "measure" : "drain",
      offered,
      ok,
      failed,
      inFlight,
      p50Ms: ok > 0 ? response.percentileMs(50) : null,
      p99Ms: ok >= 100 ? response.percentileMs(99) : null,
      maxMs: ok > 0 ? response.maxMs : null,
    };
  }
}
