import { writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { PlimsollError, type RunOptionsInput, run } from "plimsoll";
import { expect, onTestFinished, test } from "vitest";
import type { RunResult } from "../../src/result/run-result.ts";
import {
  GOOD_ROUTES,
  inferAnswer,
  json,
  MODEL,
  output,
  type Routes,
  serveRoutes,
} from "../targets/fake-server.ts";
import { listen } from "../transport/raw-server.ts";
import { plimsoll, readResult, tempFolder } from "./plimsoll.ts";
import { deadUrl } from "./targets.ts";

const QUICK = { scenario: "steady", target: "http-json", duration: "1s", warmup: "0s", rate: 200 } as const;

/** A server that counts what it is asked, which answers after `serviceMs`, and dies at its request number `diesAt`. */
async function counting(serviceMs = 0, diesAt = Number.POSITIVE_INFINITY) {
  const hosts: string[] = [];
  let open = 0;
  let mostOpen = 0;
  const answer: RequestListener = (request, response) => {
    hosts.push(request.headers.host ?? "");
    mostOpen = Math.max(mostOpen, ++open);
    if (hosts.length === diesAt) {
      server.close();
      server.closeAllConnections();
    }
    setTimeout(() => {
      open--;
      response.end("ok");
    }, serviceMs);
  };
  const server = createServer(answer);
  const { host } = await listen(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const counts = { asked: () => hosts.length - 1, mostOpen: () => mostOpen, hosts };
  return { ...counts, host, url: `http://${host}/` };
}

type Counting = Awaited<ReturnType<typeof counting>>;

/** The real command line, over these servers. */
async function cli(servers: readonly Counting[], ...args: string[]) {
  const cwd = tempFolder();
  const urls = servers.flatMap(({ url }) => ["--url", url]);
  const quick = [
    "--target",
    "http-json",
    "--duration",
    "1s",
    "--warmup",
    "0s",
    "--rate",
    "200",
    "--out",
    "out",
  ];
  const { stdout } = await plimsoll(["run", "steady", ...quick, ...urls, ...args], cwd);
  return { stdout, result: readResult(join(cwd, "out")) };
}

async function resultOf(servers: readonly Counting[], options: RunOptionsInput = {}) {
  const url = servers.map((server) => server.url);
  return (await run({ ...QUICK, out: tempFolder(), url, ...options })).result;
}

/** The error that ends a run before any load. */
async function refusalOf(options: RunOptionsInput): Promise<PlimsollError> {
  const failure = await run({ scenario: "steady", out: tempFolder(), ...options }).catch((error) => error);
  expect(failure).toBeInstanceOf(PlimsollError);
  return failure;
}

const sum = (result: RunResult, key: "scheduled" | "ok" | "failed") =>
  result.endpoints.reduce((total, { requests }) => total + requests[key], 0);

/** Each request looks for its endpoint once, and the probe before the load is no part of it. */
function expectAgreement(result: RunResult, servers: readonly Counting[]) {
  expect(result.endpoints.map(({ url }) => url)).toEqual(servers.map(({ url }) => url));
  expect(result.endpoints.map(({ requests }) => requests.scheduled)).toEqual(
    servers.map(({ asked }) => asked()),
  );
  for (const key of ["scheduled", "ok", "failed"] as const)
    expect(sum(result, key)).toBe(result.requests[key]);
  for (const { requests, latencyMs } of result.endpoints) expect(latencyMs.response.count).toBe(requests.ok);
}

test("one schedule goes to two endpoints in turn, and what they counted is what the result says", async () => {
  const servers = [await counting(), await counting()];
  const { result, stdout } = await cli(servers, "--price", "2");
  const { endpoints, target, command, requests, cost } = result;
  expectAgreement(result, servers);
  const [a = 0, b = 0] = endpoints.map((row) => row.requests.scheduled);
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1);
  expect(requests.scheduled).toBeGreaterThan(150);
  for (const { hosts, host } of servers) expect(new Set(hosts)).toEqual(new Set([host]));
  expect(target.url).toBe(servers.map(({ url }) => url).join(", "));
  expect(target.settings.balance).toBe("round-robin over 2 endpoints");
  expect(command.join(" ")).toContain(servers.map(({ url }) => `--url ${url}`).join(" "));
  expect(cost.pricePerHour).toBe(4);
  for (const { url } of servers) expect(stdout).toContain(url);
});

test("least-outstanding spares the slow endpoint", async () => {
  const servers = [await counting(300), await counting(), await counting()];
  const result = await resultOf(servers, { balance: "least-outstanding" });
  expectAgreement(result, servers);
  const [slow = 0, ...others] = servers.map(({ asked }) => asked());
  expect(slow).toBeLessThan(Math.min(...others));
  expect(result.target.settings.balance).toBe("least-outstanding over 3 endpoints");
});

test("an endpoint that dies fails what it gets, and the others go on", async () => {
  const good = await counting();
  const dying = await counting(0, 30);
  const { result, stdout } = await cli([good, dying], "--balance", "p2c");
  const [alive, dead] = result.endpoints;
  expect(alive?.requests).toMatchObject({ failed: 0, ok: good.asked() });
  // Of the 30 that it saw one was the probe; the last one had no answer.
  expect(dead?.requests.ok).toBeLessThan(29);
  expect(dead?.requests.failed).toBeGreaterThan(30);
  expect(dead?.requests.byOutcome.error).toBe(dead?.requests.failed);
  expect(sum(result, "scheduled")).toBe(result.requests.scheduled);
  expect(result.requests.failures.map(({ failure }) => failure)).toContain("refused");
  expect(result.command.join(" ")).toContain("--balance p2c");
  expect(stdout).toContain(`${dying.url}: ${dead?.requests.failed} error`);
});

test("a closed loop keeps its concurrency over all endpoints together, driven by our own engine", async () => {
  const servers = [await counting(20), await counting(20)];
  const closed = { concurrency: "6", rate: undefined, balance: "least-outstanding" } as const;
  const result = await resultOf(servers, closed);
  expectAgreement(result, servers);
  expect(result.load.driver).toMatch(/^plimsoll/);
  expect(servers.map(({ mostOpen }) => mostOpen())).toEqual([3, 3]);
  const url = servers.map((server) => server.url);
  const refused = await refusalOf({ ...QUICK, ...closed, url, driver: "autocannon" });
  expect(refused.message).toBe("autocannon cannot drive this: it sends to one endpoint only");
});

test("every turn of a session may go elsewhere, from every thread", async () => {
  const servers = [await counting(), await counting(), await counting()];
  const cwd = tempFolder();
  const chat = {
    name: "chat",
    description: "People who talk with a server.",
    load: {
      kind: "sessions",
      arrivals: { kind: "poisson", ratePerSec: 20 },
      turns: { mean: 4 },
      thinkMs: { mean: 100, cv: 1 },
    },
    phases: { warmupMs: 0, measureMs: 1500 },
  };
  writeFileSync(join(cwd, "chat.json"), JSON.stringify(chat));
  const url = servers.map((server) => server.url);
  const config = { scenario: "chat.json", target: "http-json", url, workers: 2 };
  writeFileSync(join(cwd, "bench.config.ts"), `export default ${JSON.stringify(config)};\n`);
  await plimsoll(["run", "--out", "out"], cwd);
  const result = readResult(join(cwd, "out"));
  expectAgreement(result, servers);
  const counts = servers.map(({ asked }) => asked());
  // Each of the two threads takes turns by itself.
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
});

test("an endpoint that is down is named before any load", async () => {
  const good = await counting();
  const dead = await deadUrl();
  const { exitCode, message } = await refusalOf({ ...QUICK, url: [good.url, dead] });
  expect(message).toContain(`${dead} failed at GET /`);
  expect(exitCode).toBe(4);
  expect(good.asked()).toBe(0);
});

test("an endpoint that serves something else is named before any load, with what differs", async () => {
  const routes = (outputs: number): Routes => ({
    ...GOOD_ROUTES,
    "GET /v2/models/m": json({ ...MODEL, outputs: [{ name: "y", datatype: "FP32", shape: [-1, outputs] }] }),
    "POST /v2/models/m/infer": inferAnswer([
      output({ shape: [1, outputs], data: new Uint8Array(4 * outputs) }),
    ]),
  });
  const servers = [await serveRoutes(routes(2)), await serveRoutes(routes(3))];
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });
  const url = servers.map(({ host }) => `http://${host}/`);
  const { exitCode, message } = await refusalOf({ url, model: "m", batch: 1 });
  expect(message).toBe(
    `${url[1]} does not serve the same as ${url[0]}: answer.outputs.0.shape.1 is 3, not 2`,
  );
  expect(exitCode).toBe(4);
});

const [ONE, OTHER] = ["http://127.0.0.1:1", "http://127.0.0.1:2"] as const;

test.each<[string, RunOptionsInput, string]>([
  ["an endpoint named twice", { url: [ONE, OTHER, `${ONE}/`] }, `--url ${ONE}/ is given twice`],
  ["a rule for one endpoint", { url: ONE, balance: "p2c" }, "--balance would do nothing with one endpoint"],
  ["a rule for the embedded server", { balance: "p2c" }, "--balance would do nothing with one endpoint"],
  [
    "a second URL that is none",
    { url: [ONE, "localhost"] },
    "url.1: expected a URL such as http://127.0.0.1:8000",
  ],
  ["no URL in a list", { url: [] }, "url: expected at least one URL"],
  [
    "a gRPC endpoint among those of HTTP",
    { url: [ONE, "grpc://127.0.0.1:2"] },
    `--url grpc://127.0.0.1:2 is gRPC, and --url ${ONE} is not`,
  ],
])("%s: a usage error", async (_, options, says) => {
  const { exitCode, message } = await refusalOf(options);
  expect(message).toContain(says);
  expect(exitCode).toBe(2);
});
