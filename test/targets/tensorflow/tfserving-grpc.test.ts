import { createServer } from "node:http";
import { status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { PlimsollError } from "../../../src/core/errors.ts";
import { parseInputs } from "../../../src/payloads/input-spec.ts";
import { exchange } from "../../../src/targets/ask/session.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { tfservingGrpc } from "../../../src/targets/tensorflow/tfserving-grpc.ts";
import { frameMessage } from "../../../src/wire/http2/grpc-frame.ts";
import { deadAddress, listen, listenRaw, type TestServer } from "../../transport/raw-server.ts";
import { contextFor } from "../fake-server.ts";
import { startGrpcServer } from "../grpc-server.ts";
import { metadataOf, startTfservingGrpc, type TfMethods, tensorOf } from "../tfserving-grpc-server.ts";

const serverAt = (port: number) =>
  ({ address: { hostname: "127.0.0.1", port }, host: `127.0.0.1:${port}` }) as TestServer;

async function contextOf(methods: TfMethods = {}, changes: Partial<TargetContext> = {}) {
  const server = await startTfservingGrpc(methods);
  onTestFinished(() => server.close());
  return contextFor(serverAt(server.port), changes);
}

/** What becomes of the first request when it is sent again. */
async function ask(context: TargetContext) {
  const prepared = await tfservingGrpc.prepare(context);
  const [first] = prepared.requests;
  if (first === undefined) throw new Error("no request");
  const response = await exchange(context.address, first, prepared.version, 5000);
  return tfservingGrpc.classify(response, structuredClone(prepared.expected));
}

const later = (outputs: object): TfMethods => {
  let calls = 0;
  return {
    Predict: (_, answer) => answer(null, { outputs: calls++ === 0 ? { y: tensorOf([2, 2]) } : outputs }),
  };
};

describe("against a server that keeps the protocol", () => {
  it("learns the model from its metadata, and takes good answers for good", async () => {
    const context = await contextOf();
    const prepared = await tfservingGrpc.prepare(context);
    expect(prepared).toMatchObject({
      server: "TensorFlow Serving API, model version 3",
      model: "m",
      version: "2",
      payload: "random values in the model's input shapes [2,3], as raw tensors, signature serving_default",
    });
    expect(prepared.requests).toHaveLength(3);
    expect(await ask(context)).toEqual({ outcome: "ok", failure: "none" });
  });

  it("asks for the version that was named", async () => {
    expect((await tfservingGrpc.prepare(await contextOf({}, { model: "m/versions/3" }))).model).toBe(
      "m/versions/3",
    );
  });

  it("drives a server that has only Predict, such as pythie-serving, by the user's word on the inputs", async () => {
    const methods = { GetModelStatus: "absent", GetModelMetadata: "absent" } as const;
    const context = await contextOf(methods, { inputs: parseInputs("x:FP32[-1,3]") });
    expect(await tfservingGrpc.prepare(context)).toMatchObject({
      server: "TensorFlow Serving API",
      payload: expect.stringMatching(/the default signature$/),
    });
    expect(await ask(context)).toEqual({ outcome: "ok", failure: "none" });
  });
});

describe("later answers", () => {
  it.each<[string, object]>([
    ["other values", { y: tensorOf([2, 2], { tensor_content: Buffer.alloc(16, 7) }) }],
    ["typed values", { y: tensorOf([2, 2], { tensor_content: Buffer.alloc(0), float_val: [1, 2, 3, 4] }) }],
    ["one value for all", { y: tensorOf([2, 2], { tensor_content: Buffer.alloc(0), float_val: [1] }) }],
    ["one output more", { extra: tensorOf([1]), y: tensorOf([2, 2]) }],
  ])("%s: ok", async (_, outputs) => {
    expect(await ask(await contextOf(later(outputs)))).toEqual({ outcome: "ok", failure: "none" });
  });

  it.each<[string, object, RegExp]>([
    ["another shape", { y: tensorOf([1, 2]) }, /found outputs y FP32 \[1,2\]/],
    ["another datatype", { y: tensorOf([2, 2], { dtype: 3 }) }, /found outputs y INT32 \[2,2\]/],
    ["another name", { longer: tensorOf([2, 2]) }, /found outputs longer/],
    ["a shape of as many elements", { y: tensorOf([4, 1]) }, /found outputs y FP32 \[4,1\]/],
    ["no outputs", {}, /found outputs/],
    [
      "too few bytes",
      { y: tensorOf([2, 2], { tensor_content: Buffer.alloc(9) }) },
      /takes 16 bytes, found 9/,
    ],
    ["a datatype that nobody knows", { y: tensorOf([2, 2], { dtype: 21 }) }, /dtype: .* found 21/],
  ])("%s: wrong", async (_, outputs, message) => {
    expect(await ask(await contextOf(later(outputs)))).toMatchObject({
      outcome: "wrong",
      message: expect.stringMatching(message),
    });
  });

  it("a status other than 0: an error with that status", async () => {
    let calls = 0;
    const context = await contextOf({
      Predict: (_, answer) =>
        calls++ === 0
          ? answer(null, { outputs: { y: tensorOf([2, 2]) } })
          : answer({ code: status.UNAVAILABLE, details: "the batch scheduling queue is full" }),
    });
    expect(await ask(context)).toEqual({
      outcome: "error",
      failure: "grpc-status",
      status: 14,
      message: "UNAVAILABLE: the batch scheduling queue is full",
    });
  });

  it("truncated protobuf: wrong", async () => {
    const { expected } = await tfservingGrpc.prepare(await contextOf());
    const response = {
      status: 200,
      headers: new Map([["grpc-status", "0"]]),
      body: frameMessage(Uint8Array.of(0x0a, 0x20, 0x0a)),
      bodyBytes: 8,
      keepAlive: true,
    };
    expect(tfservingGrpc.classify(response, expected)).toMatchObject({
      outcome: "wrong",
      failure: "response-shape",
      message: expect.stringMatching(/^PredictResponse, field 1, byte 2: expected 32 bytes, found 1/),
    });
  });
});

describe("refuses before any load, with exit code 4,", () => {
  const failureOf = async (context: TargetContext) => {
    const failure = await tfservingGrpc.prepare(context).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PlimsollError);
    const { message, fix, exitCode } = failure as PlimsollError;
    expect(exitCode).toBe(4);
    return `${message} to do: ${fix}`;
  };
  const versions = (...model_version_status: object[]): TfMethods => ({
    GetModelStatus: (_, answer) => answer(null, { model_version_status }),
  });
  const refused = (code: status, details: string): TfMethods => ({
    Predict: (_, answer) => answer({ code, details }),
  });

  it.each<[string, TfMethods, Partial<TargetContext>, RegExp]>([
    ["no model named", {}, { model: null }, /say which one with --model NAME/],
    [
      "a model that is not there",
      {},
      { model: "lost" },
      /status 5 NOT_FOUND: Servable not found for request: lost to do: correct --model/,
    ],
    ["a version that is not there", {}, { model: "m/versions/9" }, /status 5 NOT_FOUND/],
    ["a model that is loading", versions({ version: 4, state: 20 }), {}, /version 4 is LOADING to do: wait/],
    [
      "a model that could not be loaded",
      versions({ version: 4, state: 50, status: { error_code: 3, error_message: "no graph" } }),
      {},
      /version 4 is END \(no graph\)/,
    ],
    [
      "a server without metadata, where the user says nothing",
      { GetModelMetadata: "absent" },
      {},
      /has no metadata of model "m": its inputs are unknown to do: .*--inputs 'x:FP32\[-1,64\]'/,
    ],
    [
      "an input of unknown rank",
      {
        GetModelMetadata: (_, answer) =>
          answer(null, metadataOf({ x: { dtype: 1, tensor_shape: { unknown_rank: true } } }, {})),
      },
      {},
      /does not tell the shape of input "x"/,
    ],
    [
      "an input of a datatype that cannot be made up",
      { GetModelMetadata: (_, answer) => answer(null, metadataOf({ x: { dtype: 20 } }, {})) },
      {},
      /serving_default\.inputs\.x\.dtype: expected one of .*, found 20/,
    ],
    [
      "metadata of something else",
      { GetModelMetadata: (_, answer) => answer(null, {}) },
      {},
      /"signature_def"/,
    ],
    [
      "inputs that the model refuses",
      refused(status.INVALID_ARGUMENT, "input size does not match signature"),
      {},
      /status 3 INVALID_ARGUMENT: input size does not match signature to do: .*--inputs/,
    ],
    [
      "an error of the model's own code",
      refused(status.UNKNOWN, "Exception calling application: Unknown model"),
      {},
      /status 2 UNKNOWN: Exception .* to do: correct --model and --inputs/,
    ],
    [
      "an output that is missing",
      { Predict: (_, answer) => answer(null, { outputs: {} }) },
      {},
      /output "y" is missing/,
    ],
    [
      "an output of another datatype",
      { Predict: (_, answer) => answer(null, { outputs: { y: tensorOf([2, 2], { dtype: 3 }) } }) },
      {},
      /output "y" is INT32, not FP32/,
    ],
  ])("%s", async (_, methods, changes, message) => {
    expect(await failureOf(await contextOf(methods, changes))).toMatch(message);
  });

  it("another gRPC server", async () => {
    const other = await startGrpcServer();
    onTestFinished(() => other.close());
    const inputs = parseInputs("x:FP32[-1,3]");
    expect(await failureOf(contextFor(serverAt(other.port), { inputs }))).toMatch(
      /Predict with status 12 UNIMPLEMENTED.* to do: check that TensorFlow Serving listens there/,
    );
  });

  it.each<[string, () => Promise<TestServer>, RegExp]>([
    [
      "an HTTP server",
      () => listen(createServer((_, response) => response.end("hello"))),
      /failed at gRPC call \S*GetModelStatus: .* to do: check what listens there/,
    ],
    [
      "a server of something else",
      () => listenRaw((socket) => socket.end("220 mail\r\n")),
      /failed at gRPC call .* to do: check what listens there/,
    ],
    ["nobody", deadAddress, /ECONNREFUSED.* to do: start the server/],
  ])("%s", async (_, start, message) => {
    const server = await start();
    onTestFinished(() => server.close().catch(() => {}));
    expect(await failureOf(contextFor(server, { timeoutMs: 2000 }))).toMatch(message);
  });
});
