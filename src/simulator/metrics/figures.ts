import type { ReplicaReading } from "../autoscalers/fleet-reading.ts";

/** How the values of replicas become one value of the fleet. */
export type Aggregation = "sum" | "avg" | "max";

/** What a simulated figure is read from: a replica as it is now, or two readings of it. */
type Read =
  | { readonly of: "gauge"; readonly value: (now: ReplicaReading) => number }
  | {
      readonly of: "window";
      readonly value: (now: ReplicaReading, before: ReplicaReading, windowMs: number) => number;
    };

/** A figure that the simulated fleet has, and that an autoscaler may scale on. */
export interface SimulatedFigure {
  readonly title: string;
  readonly read: Read;
  /** The value of a fleet, where nothing else was asked for. */
  readonly aggregation: Aggregation;
  /** Whether it is a percentage of what a replica has, so that a target may be a utilisation. */
  readonly isPercent: boolean;
  /** Whether requests that wait in front of the fleet count too. They belong to no replica. */
  readonly countsWaiting: boolean;
}

/**
 * Every figure that can be scaled on. A figure of a window is the mean over it; the others are as they are when they
 * are scraped. A new one needs its line here.
 */
export const FIGURES = {
  "arrivals-per-sec": windowed(
    "requests per second that come to a replica",
    "sum",
    (now, before, ms) => (1000 * (now.arrived - before.arrived)) / ms,
  ),
  "answers-per-sec": windowed(
    "requests per second that a replica answers",
    "sum",
    (now, before, ms) => (1000 * (now.answered - before.answered)) / ms,
  ),
  "in-flight": gauge(
    "requests that a replica has not answered, its queue included",
    "sum",
    (now) => now.inFlight,
  ),
  queued: gauge("requests in the queue of a replica", "sum", (now) => now.queued),
  waiting: {
    ...gauge("requests that wait in front of the fleet, as at an activator or in a broker", "sum", () => 0),
    countsWaiting: true,
  },
  backlog: {
    ...gauge(
      "requests that are not yet computed: in front of the fleet, and in queues of replicas",
      "sum",
      (now) => now.queued,
    ),
    countsWaiting: true,
  },
  "queue-ms": windowed("mean time in the queue of a replica, ms", "avg", (now, before) =>
    now.begun === before.begun ? 0 : (now.queueMs - before.queueMs) / (now.begun - before.begun),
  ),
  "busy-percent": {
    ...windowed(
      "share of time for which a replica's device computes, 0 to 100",
      "avg",
      (now, before, ms) => (100 * (now.busyMs - before.busyMs)) / ms,
    ),
    isPercent: true,
  },
  "busy-share": windowed(
    "share of time for which a replica's device computes, 0 to 1",
    "avg",
    (now, before, ms) => (now.busyMs - before.busyMs) / ms,
  ),
} as const satisfies Record<string, SimulatedFigure>;

export type FigureName = keyof typeof FIGURES;

export const FIGURE_NAMES = Object.keys(FIGURES) as [FigureName, ...FigureName[]];

/**
 * Metrics of well-known exporters that mean exactly a simulated figure. Every other name has to be mapped by whoever
 * gives it: what a metric of that name measures cannot be known.
 */
export const KNOWN_METRICS: Readonly<Record<string, FigureName>> = {
  DCGM_FI_DEV_GPU_UTIL: "busy-percent",
  nv_gpu_utilization: "busy-share",
  nv_inference_pending_request_count: "queued",
};

function gauge(
  title: string,
  aggregation: Aggregation,
  value: (now: ReplicaReading) => number,
): SimulatedFigure {
  return { title, aggregation, read: { of: "gauge", value }, isPercent: false, countsWaiting: false };
}

function windowed(
  title: string,
  aggregation: Aggregation,
  value: (now: ReplicaReading, before: ReplicaReading, windowMs: number) => number,
): SimulatedFigure {
  return { title, aggregation, read: { of: "window", value }, isPercent: false, countsWaiting: false };
}
