/** Quantiles of some lateness or pause, ms. */
export interface DelaySummary {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

/**
 * How the load generator and its machine fared while the schedule was sent: what tells a slow server from a slow
 * client. Plain data that crosses threads.
 */
export interface GeneratorHealth {
  /**
   * The machine's own stalls: lateness of a thread that sleeps and wakes as the pacer does and has no sockets,
   * probed all through the run. null = not measured.
   */
  readonly machineLagMs: DelaySummary | null;
  /** Share of the machine's CPU time that the hypervisor gave to others during the run, 0..1; null = unknown. */
  readonly stealShare: number | null;
  /** Delay of the sending threads' event loops beyond their timer's resolution; the worst thread. */
  readonly eventLoopDelayMs: DelaySummary;
  /** Garbage collection of all sending threads. */
  readonly gcPauses: { readonly count: number; readonly totalMs: number; readonly maxMs: number };
  /** Per sending thread: share of the run in which it worked. Spinning until a request is due is not work. */
  readonly busyShare: readonly number[];
  /** CPU seconds of the whole client process per second of the run, spinning included. */
  readonly cpuCores: number;
  /** Cores that this process may use. */
  readonly availableCores: number;
  /** CPU time of the whole client process per request sent, µs, spinning included; null when none was sent. */
  readonly cpuPerRequestUs: number | null;
  /** How far the wall clock moved against the monotonic clock during the run, ms; slewing by NTP is well under 1 ms/s. */
  readonly clockStepMs: number;
  /** Time average of the requests in flight, from counting them as they go out and end; the whole run. */
  readonly meanInFlight: number;
  /** Σ (done − sent) over the requests that reached the recorder, over the length of the run: Little's λ·W. */
  readonly meanInFlightByLatency: number;
  /** Length of the run that the averages are over, warm-up and drain included, ms. */
  readonly observedMs: number;
}
