import { afterEach, describe, expect, it } from "vitest";
import { PlimsollError } from "../../../src/core/errors.ts";
import { generatedPayloads } from "../../../src/payloads/generated.ts";
import { exchange } from "../../../src/targets/ask/session.ts";
import { oipHttp } from "../../../src/targets/oip/oip-http.ts";
import type { HttpRequest } from "../../../src/wire/http/http-request.ts";
import { decodeInferRequest } from "../../../src/wire/oip/oip.ts";
import { deadAddress, listenRaw, type TestServer } from "../../transport/raw-server.ts";
import {
  type Answer,
  contextFor,
  GOOD_ROUTES,
  inferAnswer,
  json,
  MODEL,
  output,
  type Routes,
  SERVER,
  serveRoutes,
} from "../fake-server.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function closeLater<Server extends TestServer>(server: Server): Server {
  cleanups.push(() => server.close());
  return server;
}

const serve = async (routes: Routes) => closeLater(await serveRoutes({ ...GOOD_ROUTES, ...routes }));

const BINARY_ROUTES: Routes = {
  "GET /v2": json({ ...SERVER, extensions: ["binary_tensor_data"] }),
  "POST /v2/models/m/infer": inferAnswer([output()], true),
};

describe("prepare, against a server that keeps the protocol", () => {
  it("encodes every payload as a whole request that the server can read", async () => {
    const server = await serve({});
    const prepared = await oipHttp.prepare(contextFor(server, { headers: { "X-Team": "blue" } }));
    expect(prepared).toMatchObject({ server: "fake 1.2", model: "m" });
    expect(prepared.payload).toBe("random values in the model's input shapes [2,3], as JSON");
    expect(prepared.requests).toHaveLength(3);
    server.received.length = 0;
    for (const request of prepared.requests) await exchange(server.address, request, "1.1", 10_000);
    const bodies = server.received.map(({ method, path, headers, body }) => {
      expect([method, path, headers.host, headers["x-team"]]).toEqual([
        "POST",
        "/v2/models/m/infer",
        server.host,
        "blue",
      ]);
      const [input] = decodeInferRequest(undefined, body).inputs;
      expect(input).toMatchObject({ name: "x", datatype: "FP32", shape: [2, 3] });
      return body.toString();
    });
    expect(new Set(bodies).size).toBe(3);
  });

  it("sends binary tensors where the server announces them", async () => {
    const server = await serve(BINARY_ROUTES);
    const prepared = await oipHttp.prepare(contextFor(server));
    expect(prepared.payload).toMatch(/, as binary tensors$/);
    const [first] = server.received.filter(({ method }) => method === "POST");
    const headerLength = Number(first?.headers["inference-header-content-length"]);
    expect(decodeInferRequest(headerLength, first?.body ?? new Uint8Array(0)).inputs[0]?.data).toHaveLength(
      2 * 3 * 4,
    );
  });

  it("keeps what later answers are held against as plain data, which crosses threads", async () => {
    const server = await serve({});
    const prepared = await oipHttp.prepare(contextFor(server));
    expect(structuredClone(prepared)).toEqual(prepared);
  });

  it("finds the model by itself where the server serves only one", async () => {
    const server = await serve({
      "POST /v2/repository/index": json([{ name: "m", version: "1", state: "READY" }]),
    });
    expect((await oipHttp.prepare(contextFor(server, { model: null }))).model).toBe("m");
  });

  it("finds it in KServe's own list too", async () => {
    const server = await serve({ "GET /v2/models": json({ models: ["m"] }) });
    expect((await oipHttp.prepare(contextFor(server, { model: null }))).model).toBe("m");
  });

  it("takes null for what is absent, as KServe writes it", async () => {
    const answer = {
      model_name: "m",
      model_version: null,
      id: null,
      parameters: null,
      outputs: [{ name: "y", shape: [2, 2], datatype: "FP32", parameters: null, data: [1, 2, 3, 4] }],
    };
    const server = await serve({ "POST /v2/models/m/infer": json(answer) });
    expect((await oipHttp.prepare(contextFor(server))).model).toBe("m");
  });

  it("spells a model's name as a URL must", async () => {
    const path = "/v2/models/a%2Fb%20c";
    const server = await serve({
      [`GET ${path}/ready`]: {},
      [`GET ${path}`]: json(MODEL),
      [`POST ${path}/infer`]: inferAnswer([output()]),
    });
    expect((await oipHttp.prepare(contextFor(server, { model: "a/b c" }))).model).toBe("a/b c");
  });
});

describe("prepare, against a server that does not, says what was found and exits 4", () => {
  async function failureOf(server: TestServer, changes = {}): Promise<PlimsollError> {
    const failure = await oipHttp.prepare(contextFor(server, changes)).then(
      () => expect.fail("prepare accepted the server"),
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(PlimsollError);
    const error = failure as PlimsollError;
    expect(error.exitCode).toBe(4);
    expect(error.fix).toMatch(/\w/);
    return error;
  }

  it("nobody listens", async () => {
    const server = await deadAddress();
    const { message, fix } = await failureOf(server);
    expect(message).toBe(`http://${server.host} failed at GET /v2: connect ECONNREFUSED ${server.host}`);
    expect(fix).toBe("start the server, or correct --url or --proxy");
  });

  it.each<[string, (bytes: Buffer) => string | null, RegExp, RegExp]>([
    [
      "no HTTP",
      () => "SSH-2.0-OpenSSH_9.6\r\n\r\n",
      /GET \/v2: not an HTTP\/1 status line: "SSH-2\.0-OpenSSH_9\.6"/,
      /what listens there/,
    ],
    [
      "it closes at once",
      () => null,
      /GET \/v2: the server closed the connection before it answered/,
      /server's log/,
    ],
    [
      "it closes in mid-answer",
      () => "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
      /closed in the middle of a response/,
      /server's log/,
    ],
  ])("%s", async (_, answer, message, fix) => {
    const server = closeLater(
      await listenRaw((socket, bytes) => {
        const text = answer(bytes);
        if (text === null) socket.end();
        else socket.end(text);
      }),
    );
    const error = await failureOf(server);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`http://${server.host}`);
    expect(error.fix).toMatch(fix);
  });

  it.each<[string, string]>([
    ["GET /v2", "GET /v2"],
    ["GET /v2/models/m/ready", "GET /v2/models/m/ready"],
    ["GET /v2/models/m", "GET /v2/models/m"],
    ["POST /v2/models/m/infer", 'inference with model "m"'],
  ])("it hangs at %s", async (route, what) => {
    const server = await serve({ [route]: "hang" });
    const { message, fix } = await failureOf(server, { timeoutMs: 100 });
    expect(message).toBe(`http://${server.host} failed at ${what}: no answer within 100 ms`);
    expect(fix).toMatch(/raise --timeout/);
  });

  const METADATA = "GET /v2/models/m";
  const INFER = "POST /v2/models/m/infer";
  const jsonOutput = (changes: object): Answer =>
    json({
      model_name: "m",
      outputs: [{ name: "y", datatype: "FP32", shape: [2, 2], data: [1, 2, 3, 4], ...changes }],
    });

  it.each<[string, Routes, RegExp]>([
    [
      "another server: 404 at /v2",
      { "GET /v2": { status: 404, body: "not here" } },
      /has no server metadata: GET \/v2 answered 404 and "not here"/,
    ],
    ["a proxy that fails", { "GET /v2": { status: 502 } }, /answered 502 and an empty body/],
    [
      "HTML where JSON belongs",
      { "GET /v2": { body: "<html>Welcome</html>" } },
      /no valid server metadata: body is not JSON/,
    ],
    [
      "bytes that are no text",
      { "GET /v2": { body: Uint8Array.of(0xff, 0xfe) } },
      /no valid server metadata: body is not UTF-8/,
    ],
    [
      "JSON without a name",
      { "GET /v2": json({ version: "1" }) },
      /no valid server metadata: name: expected a string/,
    ],
    ["JSON null", { "GET /v2": json(null) }, /server metadata: expected an object/],
    [
      "a model that is not there",
      { "GET /v2/models/m/ready": { status: 404, body: "unknown model" } },
      /model "m" .* is not ready: status 404 and "unknown model"/,
    ],
    [
      "a model that is loading",
      { "GET /v2/models/m/ready": { status: 503 } },
      /model "m" .* is not ready: status 503/,
    ],
    [
      "no metadata of the model",
      { [METADATA]: { status: 404 } },
      /has no metadata of model "m": GET \/v2\/models\/m answered 404/,
    ],
    [
      "metadata without inputs",
      { [METADATA]: json({ ...MODEL, inputs: undefined }) },
      /metadata of model "m": inputs: expected an array/,
    ],
    [
      "an unknown datatype",
      { [METADATA]: json({ ...MODEL, outputs: [{ name: "y", datatype: "FP8", shape: [-1] }] }) },
      /outputs\[0\]\.datatype: expected one of .* found "FP8"/,
    ],
    [
      "a shape that is none",
      { [METADATA]: json({ ...MODEL, inputs: [{ name: "x", datatype: "FP32", shape: [-2] }] }) },
      /inputs\[0\]\.shape\[0\]/,
    ],
    [
      "a request that is refused",
      { [INFER]: json({ error: "bad shape" }, 400) },
      /refused a request built from its own metadata: status 400 and .*bad shape.*; it held 2 items$/,
    ],
    [
      "an inference that fails",
      { [INFER]: { status: 500, body: "out of memory" } },
      /status 500 and "out of memory"/,
    ],
    [
      "an inference answered in HTML",
      { [INFER]: { body: "<html>" } },
      /the answer of model "m" is no inference response/,
    ],
    [
      "an answer without outputs",
      { [INFER]: json({ model_name: "m", outputs: [] }) },
      /output "y" is missing/,
    ],
    ["an output of another name", { [INFER]: jsonOutput({ name: "z" }) }, /output "y" is missing/],
    [
      "an output of another datatype",
      { [INFER]: jsonOutput({ datatype: "FP64" }) },
      /output "y" is FP64, not FP32/,
    ],
    [
      "an output of another width",
      { [INFER]: jsonOutput({ shape: [2, 1], data: [1, 2] }) },
      /output "y" has shape \[2,1\], the metadata says \[-1,2\]/,
    ],
    [
      "an output of another rank",
      { [INFER]: jsonOutput({ shape: [4] }) },
      /output "y" has shape \[4\], the metadata says \[-1,2\]/,
    ],
    [
      "an output of another batch",
      { [INFER]: jsonOutput({ shape: [1, 2], data: [1, 2] }) },
      /has shape \[1,2\], .* the batch was 2/,
    ],
    [
      "less data than the shape says",
      { [INFER]: jsonOutput({ data: [1] }) },
      /is no inference response: outputs\[0\]/,
    ],
    [
      "a binary header that lies",
      { [INFER]: { ...inferAnswer([output()]), headers: { "Inference-Header-Content-Length": "99999" } } },
      /is no inference response: inference-header-content-length/,
    ],
    [
      "a binary header that is no number",
      { [INFER]: { ...inferAnswer([output()]), headers: { "Inference-Header-Content-Length": "many" } } },
      /inference-header-content-length/,
    ],
  ])("%s", async (_, routes, expected) => {
    const server = await serve(routes);
    expect((await failureOf(server)).message).toMatch(expected);
  });

  it.each<[string, Answer, RegExp]>([
    [
      "serves several",
      json([{ name: "a" }, { name: "b" }, { name: "b", version: "2" }]),
      /serves several models: a, b$/,
    ],
    ["serves none", json([]), /does not list its models/],
    ["does not say", { status: 404 }, /does not list its models/],
    ["answers in HTML", { body: "<html>" }, /does not list its models/],
    ["lists no names", json([{ version: 1 }, null, "m"]), /does not list its models/],
    ["lists no list", json({ models: ["m"] }), /does not list its models/],
    ["lists a number", json([{ name: 7 }]), /does not list its models/],
  ])("no model was named, and the server %s", async (_, answer, expected) => {
    const server = await serve({ "POST /v2/repository/index": answer });
    const error = await failureOf(server, { model: null });
    expect(error.message).toMatch(expected);
    expect(error.fix).toBe("say which one with --model NAME");
  });
});

describe("classify", () => {
  const outcomeOf = async (good: Routes, later: Answer) => {
    const server = await serve({ ...good, "POST /v2/models/m/other": later });
    const { expected, requests } = await oipHttp.prepare(contextFor(server));
    const [request] = requests;
    if (request === undefined) throw new Error("no request");
    const other = { ...request, path: request.path.replace(/infer$/, "other") };
    return oipHttp.classify(await exchange(server.address, other, "1.1", 10_000), structuredClone(expected));
  };
  const otherValues = output({ data: new Uint8Array(new Float32Array([9, 8, 7, 6]).buffer) });
  const narrower = output({ shape: [2, 1], data: new Uint8Array(8) });

  it.each<[string, Routes, Answer]>([
    ["the same values, JSON", {}, inferAnswer([output()])],
    ["other values, JSON", {}, inferAnswer([otherValues])],
    ["the same values, binary", BINARY_ROUTES, inferAnswer([output()], true)],
    ["other values, binary", BINARY_ROUTES, inferAnswer([otherValues], true)],
    ["one output more than was asked for", {}, inferAnswer([output({ name: "extra" }), output()])],
  ])("%s: ok", async (_, good, later) => {
    expect(await outcomeOf(good, later)).toEqual({ outcome: "ok", failure: "none" });
  });

  it.each<[string, Routes, Answer, RegExp]>([
    ["another shape, JSON", {}, inferAnswer([narrower]), /found outputs y FP32 \[2,1\]/],
    ["another shape, binary", BINARY_ROUTES, inferAnswer([narrower], true), /found outputs y FP32 \[2,1\]/],
    ["another datatype", {}, inferAnswer([output({ datatype: "INT32" })]), /found outputs y INT32/],
    ["no output", {}, inferAnswer([]), /found outputs/],
    ["no JSON", {}, { body: "busy" }, /not JSON/],
    ["an empty body", BINARY_ROUTES, {}, /not JSON/],
  ])("%s: wrong", async (_, good, later, message) => {
    const classified = await outcomeOf(good, later);
    expect(classified).toMatchObject({ outcome: "wrong", failure: "response-shape" });
    expect(classified.message).toMatch(message);
  });

  it.each([503, 429, 400, 500, 204, 301])("status %d: error", async (status) => {
    expect(await outcomeOf({}, { status, body: status === 204 ? "" : "no" })).toMatchObject({
      outcome: "error",
      failure: "http-status",
      message: status === 204 ? "an empty body" : '"no"',
    });
  });
});

describe("requests of different lengths", () => {
  const VARYING = {
    ...MODEL,
    inputs: [{ name: "x", datatype: "INT64", shape: [-1, -1] }],
    outputs: [{ name: "y", datatype: "FP32", shape: [-1, -1, 3] }],
  };
  const answer = (shape: number[]) =>
    inferAnswer([output({ shape, data: new Uint8Array(shape.reduce((a, b) => a * b, 4)) })], true);

  it.each<[number[], string]>([
    [[2, 4, 3], "ok"],
    [[2, 7, 3], "ok"],
    [[1, 4, 3], "wrong"],
    [[2, 4, 2], "wrong"],
    [[2, 12], "wrong"],
  ])("may have answers of different lengths: %j is %s", async (shape, outcome) => {
    let answered = [2, 4, 3];
    const server = await serve({
      ...BINARY_ROUTES,
      "GET /v2/models/m": json(VARYING),
      "POST /v2/models/m/infer": () => answer(answered),
    });
    const lengths = { kind: "uniform", min: 4, max: 9 } as const;
    const prepared = await oipHttp.prepare(
      contextFor(server, {
        payloadsFor: (_, inputs) =>
          generatedPayloads({ model: "m", inputs, items: 2, count: 20, seed: 1, lengths, hints: {} }),
      }),
    );
    answered = shape;
    const response = await exchange(server.address, prepared.requests[1] as HttpRequest, "1.1", 10_000);
    expect(oipHttp.classify(response, structuredClone(prepared.expected)).outcome).toBe(outcome);
  });
});
