import { createServer } from "node:http2";
import { describe, expect, it, onTestFinished } from "vitest";
import { PlimsollError } from "../../src/core/errors.ts";
import { discover } from "../../src/targets/discover.ts";
import { deadAddress, listen, type TestServer } from "../transport/raw-server.ts";
import { contextFor, GOOD_ROUTES, json, MODEL, type Routes, serveRoutes } from "./fake-server.ts";
import { startGrpcServer } from "./grpc-server.ts";
import { startTfservingGrpc } from "./tfserving-grpc-server.ts";

async function serve(routes: Routes): Promise<TestServer> {
  const server = await serveRoutes(routes);
  onTestFinished(() => server.close());
  return server;
}

/** What is found at a server when nothing but its URL is known. */
async function found(server: Pick<TestServer, "address" | "host">, changes = {}, isGrpc = false) {
  const context = contextFor(server as TestServer, { model: null, ...changes });
  return discover(context, isGrpc).catch((error: unknown) => {
    if (error instanceof PlimsollError) return `${error.exitCode}: ${error.message} to do: ${error.fix}`;
    throw error;
  });
}

const at = (port: number) => ({ address: { hostname: "127.0.0.1", port }, host: `127.0.0.1:${port}` });
const MODELS = json({ object: "list", data: [{ id: "tiny", object: "model", owned_by: "vllm" }] });
const TEXTS: Routes = {
  ...GOOD_ROUTES,
  "POST /v2/repository/index": json([{ name: "m", version: "1", state: "READY" }]),
  "GET /v2/models/m": json({
    ...MODEL,
    inputs: [
      { name: "text_input", datatype: "BYTES", shape: [1] },
      { name: "max_tokens", datatype: "INT32", shape: [1] },
    ],
    outputs: [{ name: "text_output", datatype: "BYTES", shape: [1] }],
  }),
};
const refuses = json({ error: { message: "messages: field required" } }, 400);

describe("over HTTP", () => {
  it.each<[string, Routes, { kind: string; found: string | RegExp }]>([
    ["Open Inference Protocol V2", GOOD_ROUTES, { kind: "oip-http", found: "GET /v2 says fake 1.2" }],
    [
      "KServe, which speaks V1 as well",
      { ...GOOD_ROUTES, "GET /v1/models": json({ models: ["m"] }) },
      { kind: "oip-http", found: "GET /v2 says fake 1.2" },
    ],
    [
      "Triton with a model of texts",
      { ...TEXTS, "POST /v2/models/m/generate": json({ error: "missing required input(s)" }, 400) },
      {
        kind: "triton-generate",
        found: 'model "m" takes and gives text, and /v2/models/m/generate is there',
      },
    ],
    [
      "a model of texts without Triton's extension",
      TEXTS,
      { kind: "oip-http", found: "GET /v2 says fake 1.2" },
    ],
    [
      "Triton with several models, as long as none is named",
      {
        ...TEXTS,
        "POST /v2/repository/index": json([{ name: "m" }, { name: "n" }]),
        "POST /v2/models/m/generate": {},
      },
      { kind: "oip-http", found: "GET /v2 says fake 1.2" },
    ],
    [
      "KServe V1 alone",
      { "GET /v1/models": json({ models: ["m"] }) },
      { kind: "kserve-v1", found: "GET /v1/models lists m" },
    ],
    [
      "a language model",
      { "GET /v1/models": MODELS, "POST /v1/chat/completions": refuses, "POST /v1/embeddings": refuses },
      { kind: "openai-chat", found: "GET /v1/models lists tiny, and /v1/chat/completions is there" },
    ],
    [
      "a model for embeddings",
      { "GET /v1/models": MODELS, "POST /v1/embeddings": refuses },
      { kind: "openai-embeddings", found: "GET /v1/models lists tiny, and /v1/embeddings is there" },
    ],
    [
      "TorchServe",
      { "GET /ping": json({ status: "Healthy" }) },
      { kind: "torchserve-http", found: "GET /ping says Healthy, as TorchServe does" },
    ],
    [
      "Ray Serve",
      { "GET /-/routes": json({ "/digits": "digits" }) },
      { kind: "ray-serve", found: "GET /-/routes lists /digits" },
    ],
  ])("%s", async (_, routes, expected) => {
    expect(await found(await serve(routes))).toEqual(expected);
  });

  it("TensorFlow Serving, which lists no models, once one is named", async () => {
    const state = { version: "1", state: "AVAILABLE", status: { error_code: "OK", error_message: "" } };
    const server = await serve({ "GET /v1/models/m": json({ model_version_status: [state] }) });
    expect(await found(server, { model: "m" })).toMatchObject({ kind: "tfserving-rest" });
    expect(await found(server)).toMatch(/^4: .* speaks no protocol that Plimsoll knows/);
  });

  it("an endpoint of its own, whose path was given", async () => {
    const server = await serve({});
    expect(await found(server, { path: "/predict" })).toEqual({
      kind: "http-json",
      found: "the path /predict was given",
    });
    const chat = await serve({ "GET /api/v1/models": MODELS, "POST /api/v1/chat/completions": refuses });
    expect(await found(chat, { path: "/api/v1/chat/completions" })).toMatchObject({ kind: "openai-chat" });
  });

  it.each<[string, Routes]>([
    ["answers 404 to everything", {}],
    [
      "answers everything with a page",
      { "GET /v2": { body: "<html>" }, "GET /v1/models": { body: "<html>" } },
    ],
    ["has other JSON there", { "GET /v2": json([1]), "GET /v1/models": json({}), "GET /ping": json("pong") }],
  ])("nothing that is known, at a server that %s", async (_, routes) => {
    expect(await found(await serve(routes))).toMatch(
      /^4: http:\S+ speaks no protocol that Plimsoll knows \(asked for triton-generate, oip-http, .*torchserve-grpc\): GET \/ answered 404 and "no \/ here" to do: .*--url.*--target/,
    );
  });

  it("nobody, where none listens", async () => {
    expect(await found(await deadAddress())).toMatch(/^4: .* failed at GET \/v2: connect ECONNREFUSED/);
  });
});

describe("over gRPC", () => {
  it.each([
    ["grpc", true],
    ["http", false],
  ])("the Open Inference Protocol, by a URL with %s", async (_, isGrpc) => {
    const server = await startGrpcServer();
    onTestFinished(() => server.close());
    expect(await found(at(server.port), {}, isGrpc)).toEqual({
      kind: "oip-grpc",
      found: "ServerMetadata says grpc-fake 3",
    });
  });

  it("TensorFlow Serving", async () => {
    const server = await startTfservingGrpc();
    onTestFinished(() => server.close());
    expect(await found(at(server.port), {}, true)).toMatchObject({ kind: "tfserving-grpc" });
  });

  it("is not the protocol whose answer cannot be read, and the question goes on to the next", async () => {
    const rubbish = createServer((_, response) => {
      response.writeHead(200, { "content-type": "application/grpc", "grpc-status": "0" });
      response.end(Buffer.from([0, 0, 0, 0, 2, 0xff, 0xff]));
    });
    const server = await listen(rubbish);
    onTestFinished(() => server.close());
    expect(await found(server, {}, true)).toMatchObject({ kind: "tfserving-grpc" });
  });

  it("nothing that is known, at a server of HTTP", async () => {
    expect(await found(await serve(GOOD_ROUTES), {}, true)).toMatch(
      /^4: .* speaks no protocol that Plimsoll knows \(asked for oip-grpc, tfserving-grpc, torchserve-grpc\) to do: .*--proto/,
    );
  });
});

describe("a server that refuses to say what it speaks", () => {
  const refusing = (status: number, said = "no") => ({
    "GET /v1/models": json({ error: { message: said } }, status),
  });

  it.each<[string, Routes, object, RegExp]>([
    [
      "without a key",
      refusing(401),
      {},
      /^4: \S+ wants a key: GET \/v1\/models answered 401 .*--api-key-env/,
    ],
    [
      "with a wrong key",
      refusing(401),
      { headers: { Authorization: "Bearer x" } },
      /wants another key: .*401/,
    ],
    ["with 403", refusing(403), {}, /wants a key: .*403/],
    ["behind a proxy", refusing(407), {}, /the proxy before \S+ wants to know.*407/],
    ["at its limit", refusing(429), {}, /takes no more requests for now: .*429/],
    [
      "while it loads",
      refusing(503, "Loading model"),
      {},
      /still loading its model: .*503.*wait until it is ready/,
    ],
  ])("%s is told so, and not that it is unknown", async (_, routes, changes, message) => {
    const said = await found(await serve(routes), changes);
    expect(said).toMatch(message);
    expect(said).not.toMatch(/speaks no protocol/);
  });

  it("is driven by the protocol that it does tell, whatever else it refuses", async () => {
    const routes = { ...GOOD_ROUTES, ...refusing(403), "GET /": json({}, 401) };
    expect(await found(await serve(routes))).toMatchObject({ kind: "oip-http" });
  });

  it("at a path of its own is any endpoint, and at the base of an API wants a key", async () => {
    const routes = { "GET /predict/models": json({}, 403), "GET /v1/models": json({}, 401) };
    expect(await found(await serve(routes), { path: "/predict" })).toMatchObject({ kind: "http-json" });
    expect(await found(await serve(routes), { path: "/v1" })).toMatch(/wants a key/);
  });
});

const HANGING = ["/v2", "/v1/models", "/ping", "/-/routes", "/"].map(
  (path) => [`GET ${path}`, "hang"] as const,
);
const ALL_HANG: Routes = Object.fromEntries(HANGING);

describe("a server that lets questions hang", () => {
  it("is asked for the next protocol", async () => {
    const routes: Routes = {
      "GET /v2": "hang",
      "GET /v1/models": MODELS,
      "POST /v1/chat/completions": refuses,
    };
    expect(await found(await serve(routes), { timeoutMs: 1500 })).toMatchObject({ kind: "openai-chat" });
  });

  it("is named where nothing else answers, and not asked for every protocol", async () => {
    const server = await serve(ALL_HANG);
    const said = await found(server, { timeoutMs: 300 });
    expect(said).toMatch(/^4: \S+ failed at GET \/v2: no answer within 100 ms.*stuck/);
    expect((server as unknown as { received: unknown[] }).received.length).toBeLessThan(14);
  });
});
