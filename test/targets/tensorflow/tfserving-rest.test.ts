import { describe, expect, it, onTestFinished } from "vitest";
import { PlimsollError } from "../../../src/core/errors.ts";
import { generatedPayloads } from "../../../src/payloads/generated.ts";
import { parseInputs } from "../../../src/payloads/input-spec.ts";
import { exchange } from "../../../src/targets/ask/session.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { tfservingRest } from "../../../src/targets/tensorflow/tfserving-rest.ts";
import type { HttpRequest } from "../../../src/wire/http/http-request.ts";
import { deadAddress, type TestServer } from "../../transport/raw-server.ts";
import { type Answer, contextFor, json, type Routes } from "../fake-server.ts";
import { startGrpcServer } from "../grpc-server.ts";
import { metadata, signatureDef, startTfserving, status } from "../tfserving-server.ts";

async function serve(changes: Routes = {}) {
  const server = await startTfserving(changes);
  onTestFinished(() => server.close());
  return server;
}

const prepare = (server: TestServer, changes: Partial<TargetContext> = {}) =>
  tfservingRest.prepare(contextFor(server, { model: "sums", ...changes }));

/** What becomes of every request when it is sent again. */
async function outcomes(server: TestServer, changes: Partial<TargetContext> = {}) {
  const prepared = await prepare(server, changes);
  return Promise.all(
    prepared.requests.map(async (request) => {
      const response = await exchange(server.address, request, prepared.version, 5000);
      return tfservingRest.classify(response, structuredClone(prepared.expected));
    }),
  );
}

/** One item in a request: all that inputs of a fixed first dimension leave. */
const ONE_ITEM: Partial<TargetContext> = {
  payloadsFor: (_, inputs) =>
    generatedPayloads({
      model: "m",
      inputs,
      items: 1,
      count: 3,
      seed: 1,
      lengths: { kind: "fixed", length: 4 },
      hints: {},
    }),
};
const GOOD = { outcome: "ok", failure: "none" };

describe("against a server that keeps the protocol", () => {
  it.each([
    ["sums", "as JSON in rows, signature serving_default", "instances"],
    ["pair", "as JSON in rows, signature call", "instances"],
    ["lookup", "as JSON in columns, signature serving_default", "inputs"],
  ])(
    "%s: learns inputs and signature from the metadata, and has every request answered",
    async (model, says, key) => {
      const server = await serve();
      const context = { model, ...(model === "lookup" ? ONE_ITEM : {}) };
      const prepared = await prepare(server, context);
      expect(prepared).toMatchObject({ model, server: "TensorFlow Serving API, model version 3" });
      expect(prepared.payload).toMatch(new RegExp(`^random values .*, ${says}$`));
      expect(JSON.parse(String(server.received.at(-1)?.body))).toHaveProperty(key);
      expect(structuredClone(prepared)).toEqual(prepared);
      expect(await outcomes(server, context)).toEqual([GOOD, GOOD, GOOD]);
    },
  );

  it("asks for the version that was named", async () => {
    const server = await serve({ "GET /v1/models/sums": { status: 500 } });
    const prepared = await prepare(server, { model: "sums/versions/3" });
    expect(prepared.model).toBe("sums/versions/3");
    expect(prepared.requests[0]?.path).toBe("/v1/models/sums/versions/3:predict");
  });

  it("takes the user's word on the inputs, and asks no metadata then", async () => {
    const server = await serve({ "GET /v1/models/sums/metadata": { status: 404 } });
    const prepared = await prepare(server, { inputs: parseInputs("x:FP32[-1,3]") });
    expect(prepared.payload).toContain("the default signature");
    expect(JSON.parse(String(server.received.at(-1)?.body))).not.toHaveProperty("signature_name");
  });
});

describe("later answers", () => {
  const judge = async (later: Answer) => {
    const server = await serve({ "POST /other": later });
    const { requests, expected } = await prepare(server);
    const request = { ...(requests[0] as HttpRequest), path: "/other" };
    return tfservingRest.classify(
      await exchange(server.address, request, "1.1", 5000),
      structuredClone(expected),
    );
  };

  it.each<[string, Answer]>([
    ["other values", { body: '{"predictions": [[1.0, 2.0], [-Infinity, NaN]]}' }],
    ["columns instead of rows", { body: '{"outputs": [[1.0, 2.0], [3.0, 4.0]]}' }],
  ])("%s: ok", async (_, later) => {
    expect(await judge(later)).toEqual(GOOD);
  });

  it.each<[string, Answer, RegExp]>([
    ["fewer rows", { body: '{"predictions": [[1.0, 2.0]]}' }, /found outputs y number \[1,2\]/],
    ["a narrower output", { body: '{"predictions": [[1.0], [2.0]]}' }, /y number \[2,1\]/],
    ["rows of different lengths", { body: '{"predictions": [[1.0, 2.0], [3.0]]}' }, /y number \[2,-1\]/],
    ["text", { body: '{"predictions": [["a", "b"], ["c", "NaN"]]}' }, /y string \[2,2\]/],
    ["an error under status 200", json({ error: "boom" }), /found error "boom"/],
    ["half an answer", { body: '{"predictions": [[1.0, 2.' }, /body is not JSON/],
    ["nothing", {}, /body is not JSON/],
  ])("%s: wrong", async (_, later, message) => {
    expect(await judge(later)).toEqual({
      outcome: "wrong",
      failure: "response-shape",
      message: expect.stringMatching(message),
    });
  });

  it.each([429, 503, 400, 504, 499])("status %d: error", async (code) => {
    expect(await judge(json({ error: "queue full" }, code))).toEqual({
      outcome: "error",
      failure: "http-status",
      message: expect.stringContaining("queue full"),
    });
  });
});

describe("refuses before any load, with exit code 4,", () => {
  const failureOf = async (server: TestServer, changes: Partial<TargetContext> = {}) => {
    const failure = await prepare(server, changes).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PlimsollError);
    const { message, fix, exitCode } = failure as PlimsollError;
    expect(exitCode).toBe(4);
    return `${message} to do: ${fix}`;
  };
  const STATUS = "GET /v1/models/sums";
  const METADATA = "GET /v1/models/sums/metadata";
  const PREDICT = "POST /v1/models/sums:predict";
  const signatures = (
    inputs: Parameters<typeof signatureDef>[0],
    outputs = { y: ["DT_FLOAT", [-1, 2]] as const },
  ) => metadata({ serving_default: signatureDef(inputs, outputs) });

  it.each<[string, Routes, Partial<TargetContext>, RegExp]>([
    [
      "no model named",
      {},
      { model: null },
      /does not list its models to do: say which one with --model NAME/,
    ],
    [
      "a model that is not there",
      { "GET /v1/models/lost": json({ error: "Could not find any versions of model lost" }, 404) },
      { model: "lost" },
      /no state of model "lost": GET \/v1\/models\/lost answered 404 .*any versions of model lost.* to do: correct --model/,
    ],
    [
      "a version that is not there",
      {},
      { model: "sums/versions/9" },
      /no state of model "sums\/versions\/9": GET \/v1\/models\/sums\/versions\/9 answered 404/,
    ],
    [
      "a model that is loading",
      { [STATUS]: status([["4", "LOADING", ""]]) },
      {},
      /model "sums" .* is not ready: version 4 is LOADING to do: wait/,
    ],
    [
      "a model that could not be loaded",
      { [STATUS]: status([["4", "END", "no graph"]]) },
      {},
      /not ready: version 4 is END \(no graph\)/,
    ],
    ["a model without a version", { [STATUS]: status([]) }, {}, /not ready: it has no version/],
    [
      "another server",
      { [STATUS]: json({ name: "sums", ready: true }) },
      {},
      /no valid state .*--rest_api_port/,
    ],
    ["a page", { [STATUS]: { body: "<html>" } }, {}, /no valid state of model "sums": body is not JSON/],
    [
      "signatures of which none is the default",
      { [METADATA]: metadata({ ask: signatureDef({}, {}), answer: signatureDef({}, {}) }) },
      {},
      /no valid metadata .* found "ask", "answer" to do: .*--inputs/,
    ],
    ["no metadata", { [METADATA]: { status: 404 } }, {}, /has no metadata of model "sums"/],
    [
      "an input of unknown rank",
      { [METADATA]: signatures({ x: ["DT_FLOAT", null] }) },
      {},
      /does not tell the shape of input "x" of model "sums" \(signature "serving_default"\) to do: .*--inputs/,
    ],
    ["no inputs", { [METADATA]: signatures({}) }, {}, /signature "serving_default" .* takes no inputs/],
    [
      "half floats, which JSON cannot carry",
      { [METADATA]: signatures({ x: ["DT_HALF", [-1, 3]] }) },
      {},
      /input "x" of model "sums" is FP16, which TensorFlow Serving does not read from JSON to do: use --target tfserving-grpc/,
    ],
    [
      "a wrong shape, which the server refuses",
      {},
      { inputs: parseInputs("x:FP32[-1,4]") },
      /refused the first request: status 400 .*x is no DT_FLOAT \[-1,3\]/,
    ],
    [
      "an output that is missing",
      { [PREDICT]: { body: '{"predictions": [{"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 2.0}]}' } },
      {},
      /output "y" is missing/,
    ],
    [
      "an output of another shape than the metadata says",
      { [PREDICT]: { body: '{"predictions": [[1.0], [2.0]]}' } },
      {},
      /output "y" has shape \[2,1\], the metadata says \[-1,2\]/,
    ],
    [
      "an output of another kind than the metadata says",
      { [PREDICT]: { body: '{"predictions": [["a", "b"], ["c", "d"]]}' } },
      {},
      /output "y" is string, not number/,
    ],
    [
      "an answer that is no prediction",
      { [PREDICT]: json({ error: "x" }) },
      {},
      /is no prediction: .*error "x"/,
    ],
    ["an answer that is no JSON", { [PREDICT]: { body: "busy" } }, {}, /is no prediction: body is not JSON/],
  ])("%s", async (_, changes, context, message) => {
    expect(await failureOf(await serve(changes), context)).toMatch(message);
  });

  it("nobody", async () => {
    expect(await failureOf(await deadAddress())).toMatch(/ECONNREFUSED .* to do: start the server/);
  });

  it("a gRPC server where REST was meant", async () => {
    const grpc = await startGrpcServer();
    onTestFinished(() => grpc.close());
    const server = { address: { hostname: "127.0.0.1", port: grpc.port }, host: `127.0.0.1:${grpc.port}` };
    expect(await failureOf(server as TestServer, { timeoutMs: 2000 })).toMatch(
      /failed at GET \/v1\/models\/sums: the server speaks HTTP\/2.* to do: check what listens there/,
    );
  });
});
