import { lookup } from "node:dns/promises";
import { writeFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { createServer as createSecure } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startGrpcServer } from "../targets/grpc-server.ts";
import { EXPIRED, GOOD, TRUSTING } from "../transport/tls-authority.ts";
import { exitCodeBy, plimsoll, readResult, tempFolder } from "./plimsoll.ts";
import { httpServer, tcpServer } from "./targets.ts";

const QUICK = ["run", "steady", "--duration", "2s", "--warmup", "0.5s", "--out", "out"];

/** What a run says, and how it ends: 0 where the machine let it be valid. */
async function run(cwd: string, ...args: string[]) {
  const { exitCode, stderr } = await plimsoll([...QUICK, ...args], cwd);
  const result = readResult(join(cwd, "out"));
  expect(exitCode).toBe(exitCodeBy(result));
  return { result, stderr };
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test.each(["autocannon", "plimsoll"])(
  "a closed loop driven by %s keeps so many in flight, and names its driver",
  async (driver) => {
    let open = 0;
    let most = 0;
    let asked = 0;
    const url = await httpServer((_, response) => {
      most = Math.max(most, ++open);
      const bad = asked++ % 50 === 49;
      setTimeout(() => {
        open--;
        response.writeHead(bad ? 503 : 200).end("ok");
      }, 20);
    });
    const cwd = tempFolder();
    const { result } = await run(
      cwd,
      "--target",
      "http-json",
      "--url",
      url,
      "--concurrency",
      "6",
      "--driver",
      driver,
    );
    expect(most).toBe(6);
    expect(result.load).toMatchObject({
      kind: "closed",
      concurrency: 6,
      offeredPerSec: null,
      plannedPerSec: null,
    });
    expect(result.load.driver).toMatch(new RegExp(`^${driver} \\d+\\.\\d+\\.\\d+$`));
    expect(result.requests.byOutcome.error).toBeGreaterThan(0);
    expect(result.requests.failures).toMatchObject([{ failure: "http-status", status: 503 }]);
    expect(result.requests.ok + result.requests.failed).toBe(result.requests.scheduled);
    expect(result.latencyMs.service.p50).toBeGreaterThan(19);
    expect(result.verdict.checks.find(({ code }) => code === "little")?.holds).toBe(true);
  },
);

test("a ramp of concurrency grows without connecting anew", async () => {
  const connections = new Set<unknown>();
  const url = await httpServer((request, response) => {
    connections.add(request.socket);
    setTimeout(() => response.end("ok"), 10);
  });
  const { result } = await run(tempFolder(), "--target", "http-json", "--url", url, "--concurrency", "1..8");
  expect(connections.size).toBeLessThanOrEqual(8 + 1); // and the one that looked first
  const inFlight = result.windows.filter(({ phase }) => phase === "measure").map((window) => window.inFlight);
  expect(inFlight[0]).toBeLessThan(8);
  expect(inFlight.at(-1)).toBe(8);
});

test("gRPC: every call is counted, and a server that refuses some is not hidden", async () => {
  let asked = 0;
  const server = await startGrpcServer({
    ModelInfer: ({ request }, answer) => {
      const [{ shape }] = request.inputs as [{ shape: string[] }];
      if (asked++ % 10 === 9) answer({ code: 8, details: "queue is full" });
      else
        answer(null, {
          outputs: [{ name: "y", datatype: "FP32", shape: [shape[0], 2] }],
          raw_output_contents: [Buffer.alloc(8)],
        });
    },
  });
  onTestFinished(() => server.close());
  const url = `grpc://127.0.0.1:${server.port}`;
  const { result } = await run(
    tempFolder(),
    "--target",
    "oip-grpc",
    "--url",
    url,
    "--model",
    "m",
    "--rate",
    "200",
  );
  expect(result.requests.scheduled).toBe(result.schedule.requests - result.schedule.warmupRequests);
  expect(result.requests.failures).toEqual([
    expect.objectContaining({
      failure: "grpc-status",
      status: 8,
      example: "RESOURCE_EXHAUSTED: queue is full",
    }),
  ]);
  expect(result.target.settings).toEqual({ http: "2" });
});

test("HTTPS and HTTP/2 with a private authority", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "ca.pem"), TRUSTING.ca ?? "");
  const plain = await portOf(createSecure(GOOD, (_, response) => response.end("ok")));
  const args = ["--target", "http-json", "--rate", "100", "--ca", "ca.pem"];
  expect((await run(cwd, ...args, "--url", `https://localhost:${plain}`)).result.requests.failed).toBe(0);

  const two = await portOf(createSecureServer(GOOD, (_, response) => response.end("ok")));
  const { result } = await run(cwd, ...args, "--http2", "--url", `https://localhost:${two}`);
  expect(result.requests.failed).toBe(0);
  expect(result.target.settings).toMatchObject({ http: "2" });
});

test("a certificate that has expired, or that nobody vouches for, ends the run before any load", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "ca.pem"), TRUSTING.ca ?? "");
  const expired = await portOf(createSecure(EXPIRED, (_, response) => response.end("ok")));
  const good = await portOf(createSecure(GOOD, (_, response) => response.end("ok")));
  const ask = (port: number, ...more: string[]) =>
    plimsoll([...QUICK, "--target", "http-json", "--url", `https://localhost:${port}`, ...more], cwd);
  const old = await ask(expired, "--ca", "ca.pem");
  expect([old.exitCode, old.stderr]).toEqual([
    4,
    expect.stringMatching(/certificate has expired[\s\S]*--insecure/),
  ]);
  const unknown = await ask(good);
  expect([unknown.exitCode, unknown.stderr]).toEqual([4, expect.stringMatching(/certificate/)]);
  await ask(good, "--insecure", "--rate", "100");
  expect(readResult(join(cwd, "out")).target.settings).toMatchObject({ certificate: "not verified" });
});

test("a generator that is asked for more than it can do says INVALID and why", async () => {
  const url = await httpServer((_, response) => response.end("ok"));
  const args = ["--target", "http-json", "--url", url, "--rate", "400000"];
  const { result } = await run(tempFolder(), ...args);
  expect(result.verdict.valid).toBe(false);
  expect(result.verdict.reasons.map(({ code }) => code)).toContain("not-delivered");
  const { scheduled, ok, failed } = result.requests;
  expect(ok + failed).toBe(scheduled);
  expect(scheduled).toBe(result.schedule.requests - result.schedule.warmupRequests);
});

test("a server that serves one connection at a time can be driven with the usual options", async () => {
  const waiting: Socket[] = [];
  let isServing = false;
  const serveNext = () => {
    const socket = waiting.shift();
    isServing = socket !== undefined;
    socket?.once("data", () => socket.end("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
    socket?.once("close", serveNext);
  };
  const url = await tcpServer((socket) => {
    waiting.push(socket);
    if (!isServing) serveNext();
  });
  const { result } = await run(
    tempFolder(),
    "--url",
    `${url}/x`,
    "--target",
    "http-json",
    "--rate",
    "8",
    "--timeout",
    "2s",
  );
  expect(result.requests).toMatchObject({ failed: 0 });
  expect(result.requests.ok).toBeGreaterThan(5);
});

test("a name is looked up once, and where it has several addresses the result says which is used", async () => {
  const url = (await httpServer((_, response) => response.end("{}"))).replace("127.0.0.1", "localhost");
  const all = await lookup("localhost", { all: true });
  const { result } = await run(tempFolder(), "--url", `${url}/x`, "--target", "http-json", "--rate", "20");
  expect(result.requests).toMatchObject({ failed: 0 });
  expect(result.target.url).toContain("localhost");
  if (all.length > 1)
    expect(result.target.settings.address).toMatch(/^127\.0\.0\.1 for localhost, which is ::1/);
  else expect(result.target.settings.address).toBeUndefined();
});
