import {
  type EventLoopUtilization,
  monitorEventLoopDelay,
  PerformanceObserver,
  performance,
} from "node:perf_hooks";
import type { DelaySummary } from "../result/generator.ts";

/** The health of a sending thread, measured by itself, at the end of a run. */
export interface WorkerHealth {
  readonly eventLoopDelayMs: DelaySummary;
  readonly gcPauses: { readonly count: number; readonly totalMs: number; readonly maxMs: number };
  /** The time in which the event loop was not idle, ms, with the time it spun. */
  readonly activeMs: number;
  /** The part of `activeMs` in which the thread only spun until a moment came, ms. */
  readonly spunMs: number;
  /** The integral of the requests in flight over time, in request·ms. */
  readonly inFlightArea: number;
  readonly sent: number;
}

const DELAY_RESOLUTION_MS = 10;

/** Watches the event loop and the garbage collection of the thread in which it is made. */
export class ThreadWatch {
  readonly #delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  readonly #collections: PerformanceObserver;
  readonly #start: EventLoopUtilization = performance.eventLoopUtilization();
  readonly #gc = { count: 0, totalMs: 0, maxMs: 0 };

  constructor() {
    this.#delay.enable();
    this.#collections = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#gc.count++;
        this.#gc.totalMs += duration;
        this.#gc.maxMs = Math.max(this.#gc.maxMs, duration);
      }
    });
    this.#collections.observe({ entryTypes: ["gc"] });
  }

  finish(): Pick<WorkerHealth, "eventLoopDelayMs" | "gcPauses" | "activeMs"> {
    this.#delay.disable();
    this.#collections.disconnect();
    // The histogram holds the durations of a timer of DELAY_RESOLUTION_MS: the excess is delay.
    const beyond = (ns: number) => Math.max(0, ns / 1e6 - DELAY_RESOLUTION_MS);
    const delay = this.#delay;
    return {
      eventLoopDelayMs: {
        p50: beyond(delay.percentile(50)),
        p99: beyond(delay.percentile(99)),
        max: beyond(delay.max),
        count: delay.count,
      },
      gcPauses: this.#gc,
      activeMs: performance.eventLoopUtilization(this.#start).active,
    };
  }
}
