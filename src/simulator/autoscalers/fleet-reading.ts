/**
 * What an autoscaler can see of one replica at a moment of the virtual clock. All counters only rise while the replica
 * lives; a replica that is gone is no longer read.
 */
export interface ReplicaReading {
  readonly id: number;
  /** When the replica was ordered, ms. */
  readonly createdMs: number;
  /** When its container ran, ms: before it the image is pulled, and Kubernetes calls the pod pending. Null before. */
  readonly startedMs: number | null;
  /** Whether it is ready to take requests. */
  readonly isReady: boolean;
  /** When `isReady` changed last, ms; `createdMs` where it never did. */
  readonly readyChangedMs: number;
  /** Whether it is on its way out: it finishes what it has, and gets nothing new. */
  readonly isEnding: boolean;
  /** Requests that came to it. */
  readonly arrived: number;
  /** Requests that it answered. */
  readonly answered: number;
  /** Requests that it has and has not answered, those in its queue included. */
  readonly inFlight: number;
  /** Requests in its queue, not yet computed. */
  readonly queued: number;
  /** Integral of `inFlight` over time, request·ms. */
  readonly inFlightMs: number;
  /** Sum of the times that requests which left its queue had waited there, ms. */
  readonly queueMs: number;
  /** Requests that left its queue to be computed. */
  readonly begun: number;
  /** Time for which its device computed, ms. */
  readonly busyMs: number;
}

/** What an autoscaler can see of a fleet at a moment of the virtual clock. Readings are kept, and must not change later. */
export interface FleetReading {
  readonly nowMs: number;
  /** Every replica that exists: loading, ready and ending ones. */
  readonly replicas: readonly ReplicaReading[];
  /** Requests that wait in front of the fleet for a replica, such as at an activator or in a broker's queue. */
  readonly waiting: number;
  /** Integral of `waiting` over time, request·ms. */
  readonly waitingMs: number;
}
