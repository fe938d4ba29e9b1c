import type { FleetReading, ReplicaReading } from "../../../src/simulator/autoscalers/fleet-reading.ts";

/** A replica that is ready since it was ordered and has done nothing, with what differs. */
export function replica(id: number, differs: Partial<ReplicaReading> = {}): ReplicaReading {
  return {
    id,
    createdMs: 0,
    startedMs: 0,
    isReady: true,
    readyChangedMs: 0,
    isEnding: false,
    arrived: 0,
    answered: 0,
    inFlight: 0,
    queued: 0,
    inFlightMs: 0,
    queueMs: 0,
    begun: 0,
    busyMs: 0,
    ...differs,
  };
}

export function fleet(
  nowMs: number,
  replicas: readonly ReplicaReading[],
  differs: Partial<FleetReading> = {},
): FleetReading {
  return { nowMs, replicas, waiting: 0, waitingMs: 0, ...differs };
}
