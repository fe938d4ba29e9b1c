import { describe, expect, it } from "vitest";
import { autocannonLoop } from "../../src/engine/autocannon-loop.ts";
import { sendLoad } from "../../src/engine/send-load.ts";
import type { SchedulePlan } from "../../src/scenario/schedule.ts";
import {
  CONNECTION_FAULTS,
  type ConnectionFault,
  DELAY_MS,
  type Tally,
} from "../contracts/drivers/faulty-servers.ts";
import { drive, prepared } from "../engine/driving.ts";

const DRIVERS = [
  ["plimsoll", sendLoad],
  ["autocannon", autocannonLoop],
] as const;

const USERS = 4;
const REST_MS = 100;
const PLAN: SchedulePlan = {
  arrivals: null,
  warmupMs: 0,
  measureMs: 2000,
  seed: 3,
  traces: {},
  payloads: 1,
};

async function driveAgainst(fault: ConnectionFault, driver: typeof sendLoad) {
  const server = await fault.start();
  try {
    const address = { hostname: "127.0.0.1", port: server.port };
    const load = { kind: "closed" as const, concurrency: USERS };
    const own = { ...prepared(address, "1.1"), judgedAsText: true };
    const settings = { load, prepared: own, workers: 1, timeoutMs: 1000, warmConnections: USERS };
    const run = await drive(address, PLAN, settings, driver);
    const seen: Tally = {};
    for (const { outcome, failure } of run.samples) {
      const kind = outcome === "error" ? failure : outcome;
      seen[kind] = (seen[kind] ?? 0) + 1;
    }
    return { ...run, seen, did: server.tally };
  } finally {
    await server.close();
  }
}

/** Counts in which a reset is a close: which of them a client sees first is a race in the kernel. */
function withoutWord({ reset = 0, closed = 0, ...others }: Tally): Tally {
  return { ...others, lost: reset + closed };
}

describe.each(DRIVERS)("%s, driving a closed loop against a server that", (_, driver) => {
  it.each(CONNECTION_FAULTS.map((fault) => [fault.does, fault] as const))(
    "%s: counts what the server did, and times each answer from its own request",
    async (_, fault) => {
      const { recorder, samples, seen, did, health } = await driveAgainst(fault, driver);
      const { possible = [] } = fault;
      expect(
        Object.keys(seen).filter((kind) => !["ok", ...fault.counted, ...possible].includes(kind)),
      ).toEqual([]);
      if (possible.length === 0) {
        expect(withoutWord(seen)).toEqual(withoutWord(did));
      } else {
        // What is in flight when the server goes was perhaps written, and not read.
        expect(seen.ok ?? 0).toBeLessThanOrEqual(did.ok ?? 0);
        expect(seen.ok ?? 0).toBeGreaterThanOrEqual((did.ok ?? 0) - USERS);
        const failed = samples.length - (seen.ok ?? 0);
        expect(failed).toBeGreaterThan(0);
        expect(failed).toBeLessThanOrEqual(USERS * (PLAN.measureMs / REST_MS));
      }
      const p50Ms = recorder.total.service.percentileMs(50);
      expect(p50Ms).toBeGreaterThan(DELAY_MS - 2);
      expect(p50Ms).toBeLessThan(1.8 * DELAY_MS);
      expect(samples.length).toBeGreaterThan(USERS);
      const { meanInFlight = 0, meanInFlightByLatency = 0 } = health ?? {};
      expect(Math.abs(meanInFlight - meanInFlightByLatency)).toBeLessThan(0.1);
    },
  );
});
