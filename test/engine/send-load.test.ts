import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import { digestSchedule } from "../../src/engine/schedule-digest.ts";
import { type LoadJob, sendLoad } from "../../src/engine/send-load.ts";
import { monotonicClock } from "../../src/host/monotonic-clock.ts";
import type { RunWindow } from "../../src/result/window.ts";
import { ScheduleCursor, type SchedulePlan } from "../../src/scenario/schedule.ts";
import { RunRecorder } from "../../src/stats/recorder.ts";

/** A recorder that also keeps what it was given. */
class KeepingRecorder extends RunRecorder {
  readonly samples: Sample[] = [];
  onAdd: (count: number) => void = () => {};

  override add(sample: Readonly<Sample>): void {
    this.samples.push({ ...sample });
    this.onAdd(this.samples.length);
    super.add(sample);
  }
}

const PLAN = {
  arrivals: { kind: "gamma", ratePerSec: 400, cv: 3 },
  warmupMs: 200,
  measureMs: 1000,
  seed: 11,
  traces: {},
  payloads: 5,
} as const satisfies SchedulePlan;

async function drive(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  settings: Partial<LoadJob> = {},
  { signal = new AbortController().signal, onAdd = (_: number): void => {} } = {},
) {
  const seen: string[] = [];
  const rows: RunWindow[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? "");
    answer(request, response);
  });
  server.keepAliveTimeout = 60_000;
  let connections = 0;
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const requests = Array.from({ length: PLAN.payloads }, (_, i) => ({
    method: "GET" as const,
    path: `/${i}`,
    host,
  }));
  const job: LoadJob = {
    load: { kind: "open", arrivals: PLAN.arrivals },
    plan: PLAN,
    target: "http-json",
    prepared: {
      server: "test",
      model: null,
      payload: "",
      version: "1.1",
      judgedAsText: true,
      requests,
      expected: null,
    },
    address: { hostname: "127.0.0.1", port },
    items: 1,
    workers: 2,
    timeoutMs: 5000,
    maxInFlight: 512,
    warmConnections: 4,
    ...settings,
  };
  const recorder = new KeepingRecorder({
    shards: job.workers,
    measureFromMs: PLAN.warmupMs,
    measureMs: PLAN.measureMs,
    offeredPerWindow: () => 0,
    onWindow: (row) => rows.push(row),
  });
  recorder.onAdd = onAdd;
  const ended = await sendLoad(job, recorder, { onStart() {}, onExample() {} }, monotonicClock, signal);
  const sentBurst = recorder.finish(PLAN.warmupMs + PLAN.measureMs);
  return { recorder, rows, seen, connections: () => connections, sentBurst, ...ended };
}

function planned() {
  const requests: { seq: number; phase: string; intendedMs: number; payloadIndex: number }[] = [];
  for (const cursor = new ScheduleCursor(PLAN); cursor.next(); ) {
    const { seq, phase, intendedMs, payloadIndex } = cursor;
    requests.push({ seq, phase, intendedMs, payloadIndex });
  }
  return requests;
}

test("every request of the plan is sent once, with its payload, never early, and has one outcome", async () => {
  const { recorder, seen, sentBurst, stoppedAtMs } = await drive((_, response) => response.end("ok"));
  const plan = planned();
  const samples = recorder.samples.toSorted((a, b) => a.seq - b.seq);
  expect(samples.map(({ seq, phase, intendedMs }) => ({ seq, phase, intendedMs }))).toEqual(
    plan.map(({ seq, phase, intendedMs }) => ({ seq, phase, intendedMs })),
  );
  expect(samples.every((sample) => sample.outcome === "ok" && sample.status === 200)).toBe(true);
  expect(samples.filter((sample) => (sample.sentMs ?? 0) < sample.intendedMs)).toEqual([]);
  const payloadsSeen = seen.toSorted();
  expect(payloadsSeen).toEqual(plan.map((request) => `/${request.payloadIndex}`).toSorted());
  expect(sentBurst.arrivals).toBe(recorder.scheduled);
  expect(recorder.scheduled).toBe(digestSchedule(PLAN).burst.arrivals);
  expect(stoppedAtMs).toBeNull();
});

test("connections are kept and reused: no more of them than requests were in flight, or were opened ahead", async () => {
  const { recorder, connections } = await drive((_, response) => response.end("ok"), { workers: 1 });
  expect(connections()).toBeLessThanOrEqual(Math.max(4, recorder.maxInFlight));
});

test("latency counts from the intended time: a server that stalls once is slow for all that was due meanwhile", async () => {
  let stallUntilMs = 0;
  const { recorder } = await drive(
    (_, response) => {
      const nowMs = performance.now();
      if (stallUntilMs === 0) stallUntilMs = nowMs + 700;
      setTimeout(() => response.end(), Math.max(0, stallUntilMs - nowMs));
    },
    { workers: 1 },
  );
  const duringStall = recorder.samples.filter(
    (sample) => sample.phase === "measure" && sample.intendedMs < 400,
  );
  expect(duringStall.length).toBeGreaterThan(20);
  expect(duringStall.every((sample) => sample.doneMs - sample.intendedMs > 200)).toBe(true);
});

test("above the limit of requests in flight the rest is shed, at once, and counted", async () => {
  let most = 0;
  let open = 0;
  const { recorder } = await drive(
    (_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end();
      }, 100);
    },
    { workers: 2, maxInFlight: 6 },
  );
  expect(most).toBeLessThanOrEqual(6);
  expect(recorder.byOutcome.shed).toBeGreaterThan(0);
  expect(recorder.samples.filter((s) => s.outcome === "shed").every((s) => s.sentMs === null)).toBe(true);
  expect(recorder.samples.length).toBe(planned().length);
});

test("a stop cancels what is in flight and sends no more", async () => {
  const stop = new AbortController();
  let seen = 0;
  const { recorder, stoppedAtMs } = await drive(
    (_, response) => {
      // The warm-up has about 80 requests: by the 200th, some of the measured part are in flight.
      if (++seen === 200) stop.abort();
      setTimeout(() => response.end(), 300);
    },
    {},
    { signal: stop.signal },
  );
  expect(stoppedAtMs).not.toBeNull();
  expect(recorder.byOutcome.cancelled).toBeGreaterThan(0);
  const lastIntendedMs = Math.max(...recorder.samples.map((sample) => sample.intendedMs));
  expect(lastIntendedMs).toBeLessThanOrEqual((stoppedAtMs ?? 0) + 50);
  expect(recorder.samples.length).toBeLessThan(planned().length);
});

test("the limit of requests in flight is of the whole, however many workers share them", async () => {
  let most = 0;
  let open = 0;
  const { recorder } = await drive(
    (_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end();
      }, 100);
    },
    { workers: 4, maxInFlight: 5, warmConnections: 5 },
  );
  expect(most).toBe(5);
  expect(recorder.maxInFlight).toBe(5);
});

test("as many connections are opened ahead as was asked for, however many workers share them", async () => {
  const arrivals = { kind: "constant" as const, ratePerSec: 4 };
  const plan = { ...PLAN, arrivals, warmupMs: 0 };
  const settings = { load: { kind: "open" as const, arrivals }, plan, workers: 4, warmConnections: 5 };
  const { connections } = await drive((_, response) => response.end(), settings);
  expect(connections()).toBe(5);
});

test("a request that takes seconds is in flight in each of them, and while the run drains", async () => {
  const plan = { ...PLAN, arrivals: { kind: "constant" as const, ratePerSec: 1 }, warmupMs: 0 };
  const { rows } = await drive((_, response) => setTimeout(() => response.end(), 2500), {
    load: { kind: "open", arrivals: plan.arrivals },
    plan,
    workers: 1,
  });
  const until = rows.filter(({ startMs }) => startMs < 2000);
  expect(until.length).toBeGreaterThan(1);
  expect(until.map(({ inFlight }) => inFlight)).toEqual(until.map(() => 1));
});

test("a fault of our own ends the load with what was measured, and is told", async () => {
  const broken = new Error("the books are closed");
  const { recorder, fault, stoppedAtMs, health } = await drive(
    (_, response) => response.end("ok"),
    {},
    {
      onAdd: (count) => {
        if (count === 100) throw broken;
      },
    },
  );
  expect(fault).toBe(broken);
  expect(stoppedAtMs).toBeGreaterThan(0);
  expect(health).toBeNull();
  expect(recorder.byOutcome.ok).toBeGreaterThan(0);
});
