import {
  type EventLoopUtilization,
  monitorEventLoopDelay,
  PerformanceObserver,
  performance,
} from "node:perf_hooks";
import type { Clock } from "../core/clock.ts";
import type { DelaySummary } from "../result/generator.ts";
import type { ConnectionCounts } from "../wire/http/transport.ts";
import { BusySeconds, SLICE_MS } from "./busy-seconds.ts";

/** The health of a sending thread over the measured part, measured by itself. */
export interface WorkerHealth {
  readonly eventLoopDelayMs: DelaySummary;
  readonly gcPauses: { readonly count: number; readonly totalMs: number; readonly maxMs: number };
  /** The share of the measured part in which the thread worked; spinning until a moment comes is not work. */
  readonly busyShare: number;
  readonly busiestSecondShare: number;
  /** The time of the measured part in seconds that were nearly full of work, ms. */
  readonly saturatedMs: number;
  /** The number of requests that the thread sent in the measured part. */
  readonly sent: number;
  /** The integral of the requests in flight over the whole run, in request·ms. */
  readonly inFlightArea: number;
  /** What became of its connections; null where they were not counted. */
  readonly connections: Readonly<ConnectionCounts> | null;
}

/** The counters of a sending thread, since its start. */
interface Counters {
  /** The time in which the thread only spun until a moment came, ms. */
  readonly spunMs: number;
  readonly sent: number;
}

const DELAY_RESOLUTION_MS = 10;

/**
 * Watches the event loop and the garbage collection of the thread in which it is made. What it tells is of the measured
 * part, because it vouches for figures of that part; of a run that is stopped before, it is of all there was.
 */
export class ThreadWatch {
  readonly #clock: Clock;
  readonly #read: () => Counters;
  readonly #delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  readonly #collections: PerformanceObserver;
  readonly #timers: NodeJS.Timeout[] = [];
  #gc = { count: 0, totalMs: 0, maxMs: 0 };
  #seconds = new BusySeconds();
  #from: Reading;
  #sliceFrom: Reading;
  #ended: Omit<WorkerHealth, "inFlightArea" | "connections"> | null = null;

  constructor(clock: Clock, read: () => Counters) {
    this.#clock = clock;
    this.#read = read;
    this.#from = this.#reading();
    this.#sliceFrom = this.#from;
    this.#delay.enable();
    this.#collections = new PerformanceObserver((list) => {
      // Entries are delivered late: what was collected before the measured part must not count.
      for (const { duration, startTime } of list.getEntries())
        if (startTime >= this.#from.atMs) this.#collected(duration);
    });
    this.#collections.observe({ entryTypes: ["gc"] });
  }

  /** Watches between two readings of the clock, ms. */
  watch(fromMs: number, toMs: number): void {
    const nowMs = this.#clock.nowMs();
    this.#timers.push(
      setTimeout(() => this.#begin(), Math.max(0, fromMs - nowMs)),
      setTimeout(() => this.#end(), Math.max(0, toMs - nowMs)),
    );
  }

  /** Ends the watch. Later calls of a watch that has ended give the same. */
  finish(): Omit<WorkerHealth, "inFlightArea" | "connections"> {
    return this.#end();
  }

  #begin(): void {
    this.#from = this.#reading();
    this.#sliceFrom = this.#from;
    this.#delay.reset();
    this.#gc = { count: 0, totalMs: 0, maxMs: 0 };
    this.#seconds = new BusySeconds();
    this.#timers.push(setInterval(() => this.#slice(), SLICE_MS));
  }

  #slice(): void {
    const now = this.#reading();
    this.#seconds.add(busyMs(this.#sliceFrom, now), now.atMs - this.#sliceFrom.atMs);
    this.#sliceFrom = now;
  }

  #collected(durationMs: number): void {
    this.#gc.count++;
    this.#gc.totalMs += durationMs;
    this.#gc.maxMs = Math.max(this.#gc.maxMs, durationMs);
  }

  #end(): Omit<WorkerHealth, "inFlightArea" | "connections"> {
    if (this.#ended !== null) return this.#ended;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#slice();
    this.#delay.disable();
    this.#collections.disconnect();
    const to = this.#sliceFrom;
    const lengthMs = to.atMs - this.#from.atMs;
    // The histogram holds the durations of a timer of DELAY_RESOLUTION_MS: the excess is delay.
    const beyond = (ns: number) => Math.max(0, ns / 1e6 - DELAY_RESOLUTION_MS);
    const delay = this.#delay;
    this.#ended = {
      eventLoopDelayMs: {
        p50: beyond(delay.percentile(50)),
        p99: beyond(delay.percentile(99)),
        max: beyond(delay.max),
        count: delay.count,
      },
      gcPauses: this.#gc,
      busyShare: lengthMs > 0 ? busyMs(this.#from, to) / lengthMs : 0,
      busiestSecondShare: this.#seconds.busiestShare,
      saturatedMs: this.#seconds.saturatedMs,
      sent: to.sent - this.#from.sent,
    };
    return this.#ended;
  }

  #reading(): Reading {
    return { atMs: this.#clock.nowMs(), loop: performance.eventLoopUtilization(), ...this.#read() };
  }
}

interface Reading extends Counters {
  readonly atMs: number;
  readonly loop: EventLoopUtilization;
}

function busyMs(from: Reading, to: Reading): number {
  const activeMs = performance.eventLoopUtilization(to.loop, from.loop).active;
  return Math.max(0, activeMs - (to.spunMs - from.spunMs));
}
