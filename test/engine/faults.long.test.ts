import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createHttps } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { NetworkAddress } from "../../src/core/address.ts";
import { OUTCOMES, type Sample } from "../../src/core/sample.ts";
import type { LoadJob } from "../../src/engine/send-load.ts";
import type { SchedulePlan } from "../../src/scenario/schedule.ts";
import { deadAddress, listen, listenRaw, type TestServer } from "../transport/raw-server.ts";
import { EXPIRED, secured } from "../transport/tls-authority.ts";
import { drive, plannedSeqs, prepared } from "./driving.ts";

const PLAN: SchedulePlan = {
  arrivals: { kind: "poisson", ratePerSec: 200 },
  warmupMs: 0,
  measureMs: 400,
  seed: 3,
  traces: {},
  payloads: 1,
};
const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

async function closing(server: Promise<TestServer>): Promise<TestServer> {
  const listening = await server;
  onTestFinished(() => listening.close());
  return listening;
}

const raw = async (answer: (socket: Socket) => void) => (await closing(listenRaw(answer))).address;
const real = async (server: Server) => (await closing(listen(server))).address;
const over2 = (address: NetworkAddress): Partial<LoadJob> => ({ prepared: prepared(address, "2") });

/** No request is lost, and none is counted twice. */
function expectAllCounted(samples: readonly Sample[], byOutcome: Record<string, number>, plan = PLAN): void {
  expect(samples.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(plannedSeqs(plan));
  expect(OUTCOMES.reduce((sum, outcome) => sum + (byOutcome[outcome] ?? 0), 0)).toBe(samples.length);
}

const kinds = (samples: readonly Sample[]) => [
  ...new Set(samples.map(({ outcome, failure }) => (outcome === "error" ? failure : outcome))),
];

interface Fault {
  readonly fault: string;
  readonly address: () => Promise<NetworkAddress>;
  readonly over2?: boolean;
  readonly settings?: Partial<LoadJob>;
  /** Outcome, or code of the error. Where two are possible, it is a race between end and request. */
  readonly expected: readonly string[];
  readonly message?: RegExp;
}

function writeForEver(socket: Socket): void {
  const more = () => {
    while (!socket.destroyed && socket.write("X-More: and more\r\n".repeat(500)));
  };
  socket.on("drain", more);
  socket.write("HTTP/1.1 200 OK\r\n");
  more();
}

const FAULTS: readonly Fault[] = [
  { fault: "closes before it answers", address: () => raw((socket) => socket.end()), expected: ["closed"] },
  {
    fault: "closes in mid-answer",
    address: () => raw((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")),
    expected: ["closed"],
    message: /in the middle of a response/,
  },
  { fault: "resets", address: () => raw((socket) => socket.resetAndDestroy()), expected: ["reset"] },
  {
    fault: "speaks no HTTP",
    address: () => raw((socket) => socket.write("SSH-2.0-OpenSSH\r\n\r\n")),
    expected: ["protocol"],
    message: /SSH-2\.0/,
  },
  {
    fault: "sends more than it said",
    address: () => raw((socket) => socket.write(`${HELLO} and more`)),
    expected: ["ok"],
  },
  { fault: "never ends its headers", address: () => raw(writeForEver), expected: ["protocol"] },
  {
    fault: "never answers",
    address: () => raw(() => {}),
    settings: { timeoutMs: 200 },
    expected: ["timeout"],
  },
  {
    fault: "never reads",
    address: () => real(createServer({ pauseOnConnect: true })),
    settings: { timeoutMs: 200 },
    expected: ["timeout"],
  },
  {
    fault: "ends each connection as soon as it stands",
    address: () => real(createServer((socket) => socket.end())),
    expected: ["closed", "reset"],
  },
  { fault: "refuses", address: async () => (await deadAddress()).address, expected: ["refused"] },
  {
    fault: "has only 503 to say",
    address: () => real(createHttp((_, response) => response.writeHead(503).end("overloaded"))),
    expected: ["http-status"],
    message: /overloaded/,
  },
  {
    fault: "shows a certificate that ran out",
    address: async () => secured(await closing(listen(createHttps(EXPIRED)))),
    expected: ["tls"],
    message: /expired/,
  },
  {
    fault: "speaks plain text where TLS was asked for",
    address: async () => secured(await closing(listen(createHttp()))),
    expected: ["tls"],
  },
  {
    fault: "is behind a proxy that refuses",
    address: async () => ({
      ...secured(await closing(listenRaw(() => {}))),
      proxy: await raw((socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")),
    }),
    expected: ["connect"],
    message: /refused a tunnel to .* with 403/,
  },
  {
    fault: "refuses HTTP/2",
    over2: true,
    address: async () => (await deadAddress()).address,
    expected: ["refused"],
  },
  {
    fault: "speaks only HTTP/1.1",
    over2: true,
    address: () => real(createHttp((_, response) => response.end())),
    expected: ["protocol"],
    message: /HTTP\/2/,
  },
  {
    fault: "resets every HTTP/2 stream",
    over2: true,
    address: () => real(createHttp2().on("stream", (stream) => stream.on("error", () => {}).close(2))),
    expected: ["reset"],
    message: /INTERNAL_ERROR/,
  },
  {
    fault: "answers no HTTP/2 stream",
    over2: true,
    address: () => real(createHttp2().on("stream", () => {})),
    settings: { timeoutMs: 200 },
    expected: ["timeout"],
  },
  {
    fault: "breaks the HTTP/2 connection at every request",
    over2: true,
    address: () => real(createHttp2().on("stream", (stream) => stream.session?.destroy())),
    expected: ["closed", "reset"],
  },
];

const TABLE = FAULTS.map((row) => [row.fault, row] as const);
test.each(TABLE)("a server that %s: every request ends as what it is, and is counted", async (_, row) => {
  const address = await row.address();
  const settings = { ...(row.over2 ? over2(address) : {}), ...row.settings };
  const { samples, byOutcome, messages } = await drive(address, PLAN, settings);
  expectAllCounted(samples, byOutcome);
  for (const kind of kinds(samples)) expect(row.expected).toContain(kind);
  if (row.message !== undefined) expect(messages.join("\n")).toMatch(row.message);
});

test.each([false, true])("a server that dies and comes back is found again (HTTP/2: %s)", async (http2) => {
  const make = () =>
    http2
      ? createHttp2((_, response) => response.end("ok"))
      : createHttp((_, response) => response.end("ok"));
  const server = make();
  const first = await listen(server);
  const { port } = first.address;
  const plan = { ...PLAN, measureMs: 1500 };
  const run = drive(first.address, plan, http2 ? over2(first.address) : {});
  await once(server, "request");
  await new Promise((resolve) => setTimeout(resolve, 400));
  await first.close();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await closing(listen(make(), port));
  const { samples, byOutcome } = await run;
  expectAllCounted(samples, byOutcome, plan);
  const times = (ok: boolean) =>
    samples.filter(({ outcome }) => (outcome === "ok") === ok).map(({ doneMs }) => doneMs);
  expect(byOutcome.error).toBeGreaterThan(0);
  expect(Math.min(...times(true))).toBeLessThan(Math.min(...times(false)));
  expect(Math.max(...times(true))).toBeGreaterThan(Math.max(...times(false)));
  for (const kind of kinds(samples)) expect(["ok", "refused", "reset", "closed", "connect"]).toContain(kind);
});

test.each([1, 0])(
  "a server that closes without a word %s ms after each answer fails no request",
  async (afterMs) => {
    const address = await raw((socket) => {
      socket.write(HELLO);
      setTimeout(() => socket.end(), afterMs);
    });
    const { samples, byOutcome, health } = await drive(address, PLAN, { workers: 1 });
    expectAllCounted(samples, byOutcome);
    expect(byOutcome).toMatchObject({ ok: samples.length, error: 0 });
    expect(health?.connections?.closedUnannounced).toBeGreaterThan(0);
  },
);

test("a gRPC server that heeds the time limit is timed out by it; the same status at once is its own failure", async () => {
  const load = async (afterMs: number, timeoutMs: number) => {
    const server = createHttp2().on("stream", (stream) => {
      stream.on("error", () => {});
      setTimeout(() => {
        if (!stream.destroyed) stream.respond({ ":status": 200, "grpc-status": "4" }, { endStream: true });
      }, afterMs);
    });
    const address = await real(server);
    const { byOutcome, samples } = await drive(address, PLAN, {
      ...over2(address),
      target: "grpc",
      workers: 1,
      timeoutMs,
    });
    expectAllCounted(samples, byOutcome);
    return byOutcome;
  };
  expect(await load(290, 300)).toMatchObject({ error: 0, ok: 0 });
  expect(await load(0, 10_000)).toMatchObject({ ok: 0, timeout: 0 });
});

test("a timeout says so where the server opened no flow-control window for the request", async () => {
  const address = await real(
    createHttp2({ settings: { initialWindowSize: 0 } }).on("stream", (stream) =>
      stream.on("error", () => {}),
    ),
  );
  const post = prepared(address, "2");
  const requests = post.requests.map((request) => ({
    ...request,
    method: "POST" as const,
    body: new Uint8Array(9),
  }));
  const { byOutcome, messages, samples } = await drive(address, PLAN, {
    prepared: { ...post, requests },
    workers: 1,
    timeoutMs: 200,
  });
  expect(byOutcome).toMatchObject({ timeout: samples.length });
  expect(messages).toEqual(["the server's flow-control window let 0 of the 9 bytes of the request through"]);
});

test("what is above the limit in flight is shed while a server does not answer", async () => {
  const settings = { workers: 1, maxInFlight: 5, timeoutMs: 2000 };
  const { samples, byOutcome } = await drive(await raw(() => {}), PLAN, settings);
  expectAllCounted(samples, byOutcome);
  expect(byOutcome).toMatchObject({ timeout: 5, shed: samples.length - 5 });
});

test("an answer of 100 MB is counted whole, in bounded memory", async () => {
  const piece = Buffer.alloc(1_000_000);
  const address = await real(
    createHttp(async (_, response) => {
      for (let i = 0; i < 100; i++) if (!response.write(piece)) await once(response, "drain");
      response.end();
    }),
  );
  const plan = { ...PLAN, arrivals: { kind: "poisson" as const, ratePerSec: 8 } };
  const beforeBytes = process.memoryUsage().rss;
  let mostBytes = 0;
  const watch = setInterval(() => {
    mostBytes = Math.max(mostBytes, process.memoryUsage().rss - beforeBytes);
  }, 10);
  const { samples, byOutcome } = await drive(address, plan, { timeoutMs: 20_000 });
  clearInterval(watch);
  expectAllCounted(samples, byOutcome, plan);
  expect(samples.length).toBeGreaterThan(1);
  expect(samples.map(({ bytes }) => bytes)).toEqual(samples.map(() => 100_000_000));
  expect(mostBytes).toBeLessThan(samples.length * 90_000_000);
});

test("a process that runs out of descriptors says so of the requests that it could not send", async () => {
  const plan = { ...PLAN, arrivals: { kind: "poisson" as const, ratePerSec: 400 } };
  const { address } = await closing(listenRaw(() => {}));
  const job = {
    load: { kind: "open", arrivals: plan.arrivals },
    plan,
    target: "http-json",
    prepared: prepared(address, "1.1"),
    address,
    items: 1,
    workers: 1,
    timeoutMs: 1000,
    maxInFlight: 512,
    warmConnections: 4,
  };
  // Imported from CommonJS: a flag that says the program is a module would be handed on to the worker threads.
  const program = `(async () => {
    const { monotonicClock, RunRecorder, sendLoad } = await import("plimsoll/internal");
    const recorder = new RunRecorder({
      shards: 1, measureFromMs: 0, measureMs: ${plan.measureMs}, offeredPerWindow: () => 0, onWindow() {},
    });
    const onStart = () => {
      // Now, because more is open while modules are being loaded.
      const open = require("node:fs").readdirSync("/proc/self/fd").length;
      require("node:child_process").execFileSync("prlimit", ["--pid", process.pid, "--nofile=" + (open + 40)]);
    };
    const events = { onStart, onExample() {} };
    await sendLoad(${JSON.stringify(job)}, recorder, events, monotonicClock, new AbortController().signal);
    console.log(JSON.stringify({ scheduled: recorder.scheduled, failures: recorder.failures }));
  })()`;
  const child = spawn(process.execPath, ["-e", program], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  await once(child, "close");
  const { scheduled, failures } = JSON.parse(said);
  expect(scheduled).toBe(plannedSeqs(plan).length);
  expect(failures.map(({ outcome, failure }: Sample) => `${outcome} ${failure}`).toSorted()).toEqual([
    "error no-descriptor",
    "timeout none",
  ]);
});
