import { none, parseRouter, parseServiceSpec, Simulation, sourceOf, triton } from "plimsoll/internal";

/** Time in which an empty queue fills, before anything is counted. */
export const WARMUP_MS = 20_000;

/**
 * Simulates a fleet of `queueing-rows.mjs` to its end.
 *
 * @param {import("./queueing-rows.mjs").Fleet} fleet
 * @param {number} seed
 * @param {number} measureMs
 * @param {import("plimsoll/internal").OnSample} onSample
 */
export function simulateFleet(fleet, seed, measureMs, onSample) {
  const { replicas = 1, router = "round-robin", maxQueueSize = 0, maxBatch } = fleet;
  const batcher =
    maxBatch === undefined
      ? none()
      : triton({ maxBatch, maxDelayMs: 0, preferredSizes: [], groupsAhead: 0, onlyCompleteAhead: false });
  const arrivals = /** @type {const} */ ({ kind: "poisson", ratePerSec: fleet.ratePerSec });
  const plan = { arrivals, warmupMs: WARMUP_MS, measureMs, seed, traces: {}, payloads: 1 };
  const source = sourceOf({ load: { kind: "open", arrivals }, plan }, { index: 0, of: 1 });
  const size = { items: 1, length: 0, bytes: 0 };
  const simulation = new Simulation(
    {
      seed,
      replicas,
      measureFromMs: WARMUP_MS,
      measureMs,
      fleet: {
        replica: { service: parseServiceSpec(fleet.service), instances: 1, stretch: null },
        batcher,
        limits: { maxQueueSize, dropsAbandoned: true },
        router: parseRouter(router),
        network: null,
      },
      clients: { timeoutMs: 3_600_000, maxInFlight: Number.POSITIVE_INFINITY, sizeOf: () => size },
    },
    source,
    onSample,
  );
  while (simulation.advance(Number.POSITIVE_INFINITY));
}
