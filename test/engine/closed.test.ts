import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import type { ClosedLoop } from "../../src/scenario/closed-source.ts";
import type { SchedulePlan } from "../../src/scenario/schedule.ts";
import { listen } from "../transport/raw-server.ts";
import { drive } from "./driving.ts";

const PLAN: SchedulePlan = {
  arrivals: null,
  warmupMs: 200,
  measureMs: 1000,
  seed: 3,
  traces: {},
  payloads: 1,
};

/** Runs a closed loop against a server that needs 5 ms, which counts what it has to do at once. */
async function close(closed: ClosedLoop, warmConnections: number) {
  let open = 0;
  let mostOpen = 0;
  let seen = 0;
  const server = await listen(
    createServer((_, response) => {
      seen++;
      mostOpen = Math.max(mostOpen, ++open);
      setTimeout(() => {
        open--;
        response.end("ok");
      }, 5);
    }),
  );
  onTestFinished(() => server.close());
  const load = { kind: "closed" as const, ...closed };
  const run = await drive(server.address, PLAN, { load, warmConnections });
  return { ...run, mostOpen, seen, connections: server.sockets.length };
}

test("keeps as many requests at the server as was asked for, over as many connections, and counts each", async () => {
  const { samples, byOutcome, mostOpen, seen, connections } = await close({ concurrency: 8 }, 8);
  expect(mostOpen).toBe(8);
  expect(connections).toBe(8);
  expect(samples).toHaveLength(seen);
  expect(new Set(samples.map(({ seq }) => seq)).size).toBe(seen);
  const measured = samples.filter(({ phase }) => phase === "measure");
  expect(byOutcome.ok).toBe(measured.length);
  expect(measured.length).toBeGreaterThan(8);
});

test("a ramp opens connections as it grows, and none again", async () => {
  const { samples, mostOpen, connections } = await close({ concurrency: 8, rampFrom: 2 }, 2);
  expect(mostOpen).toBe(8);
  expect(connections).toBe(8);
  const early = samples.filter(({ phase }) => phase === "warmup");
  const usersAt = (atMs: number) =>
    early.filter(({ intendedMs, doneMs }) => intendedMs <= atMs && atMs < doneMs).length;
  expect(Math.max(...early.map(({ intendedMs }) => usersAt(intendedMs)))).toBe(2);
});

test("its mean number in flight is as long as its latencies say (Little's law), and close to its concurrency", async () => {
  const { health } = await close({ concurrency: 8 }, 8);
  const { meanInFlight = 0, meanInFlightByLatency = 0 } = health ?? {};
  expect(Math.abs(meanInFlight / meanInFlightByLatency - 1)).toBeLessThan(0.02);
  expect(meanInFlight).toBeLessThanOrEqual(8);
  expect(meanInFlight).toBeGreaterThan(4);
});

test("rests after failures instead of hammering a server that is down", async () => {
  const server = await listen(createServer((_, response) => response.writeHead(500).end()));
  onTestFinished(() => server.close());
  const load = { kind: "closed" as const, concurrency: 4 };
  const { samples } = await drive(server.address, PLAN, { load });
  const perUser = (PLAN.warmupMs + PLAN.measureMs) / 100;
  expect(samples.length).toBeLessThanOrEqual(4 * perUser);
  expect(samples.every(({ outcome }) => outcome === "error")).toBe(true);
});
