import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { exchange } from "../../../src/targets/ask/session.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { torchserveGrpc } from "../../../src/targets/torchserve/torchserve-grpc.ts";
import { decodePredictionResponse, encodePredictionsRequest } from "../../../src/wire/torchserve-grpc.ts";
import type { TestServer } from "../../transport/raw-server.ts";
import { contextFor, serveRoutes } from "../fake-server.ts";
import { type Method, serveProto } from "../grpc-server.ts";

const PROTO = join(import.meta.dirname, "../torchserve_inference.proto");
const SERVICE = "org.pytorch.serve.grpc.inference.InferenceAPIsService";
const BODIES = [{ bytes: new TextEncoder().encode("[1,2]"), where: "--body" }];

/** Doubles the numbers it is sent; errors as InferenceImpl.java makes them. */
const METHODS: Readonly<Record<string, Method>> = {
  Ping: (_, answer) => answer(null, { health: '{\\n  "status": "Healthy"\\n}\\n' }),
  Predictions: ({ request }, answer) => {
    const { model_name, input } = request as { model_name: string; input: Record<string, Buffer> };
    if (model_name !== "m")
      return answer({ code: status.INTERNAL, details: `Model not found: ${model_name}` });
    const numbers = JSON.parse(String(input.data)) as number[];
    answer(null, { prediction: Buffer.from(JSON.stringify(numbers.map((x) => x * 2))) });
  },
};

async function contextOf(
  methods: Readonly<Record<string, Method>> = {},
  changes: Partial<TargetContext> = {},
): Promise<TargetContext> {
  const server = await serveProto(PROTO, SERVICE, { ...METHODS, ...methods });
  onTestFinished(() => server.close());
  const address = { hostname: "127.0.0.1", port: server.port };
  return contextFor({ address, host: `127.0.0.1:${server.port}` } as TestServer, {
    bodies: BODIES,
    ...changes,
  });
}

/** What becomes of request `index` when it is sent under load. */
async function ask(context: TargetContext, index: number) {
  const prepared = await torchserveGrpc.prepare(context);
  const request = prepared.requests[index];
  if (request === undefined) throw new Error("no such request");
  const response = await exchange(context.address, request, prepared.version, 5000);
  return torchserveGrpc.classify(response, prepared.expected);
}

it("sends each body as the input named data", async () => {
  const bodies = ["[1,2]", "[3]"].map((text) => ({ bytes: new TextEncoder().encode(text), where: "" }));
  const context = await contextOf({}, { bodies, check: "length($) == 2" });
  expect(await torchserveGrpc.prepare(context)).toMatchObject({
    server: "TorchServe",
    model: "m",
    payload: "2 bodies of 3 to 5 bytes",
    version: "2",
    expected: { container: "array", check: "length($) == 2" },
  });
  expect(await ask(context, 0)).toEqual({ outcome: "ok", failure: "none" });
  expect(await ask(context, 1)).toEqual({
    outcome: "wrong",
    failure: "response-value",
    message: 'length($) == 2 does not hold of "[6]"',
  });
});

it("sends the version that follows the name, and the headers", async () => {
  const seen: unknown[] = [];
  const context = await contextOf(
    {
      Predictions: ({ request, metadata }, answer) => {
        seen.push([request.model_name, request.model_version, metadata.get("authorization")]);
        answer(null, { prediction: Buffer.from("ok") });
      },
    },
    { model: "m/2.0", headers: { Authorization: "Bearer k" } },
  );
  await torchserveGrpc.prepare(context);
  expect(seen).toEqual([["m", "2.0", ["Bearer k"]]]);
});

it("calls a failed call an error with the status of gRPC", async () => {
  let calls = 0;
  const context = await contextOf({
    Predictions: (call, answer) =>
      calls++ === 0
        ? METHODS.Predictions?.(call, answer)
        : answer({ code: status.INTERNAL, details: 'Model "m" has no worker' }),
  });
  expect(await ask(context, 0)).toEqual({
    outcome: "error",
    failure: "grpc-status",
    status: 13,
    message: 'INTERNAL: Model "m" has no worker',
  });
});

it.each<[string, Readonly<Record<string, Method>>, Partial<TargetContext>, RegExp, RegExp]>([
  [
    "a model that is not there",
    {},
    { model: "lost" },
    /13 INTERNAL: Model not found: lost/,
    /correct --model/,
  ],
  [
    "a token that is missing",
    {
      Ping: (_, answer) => answer({ code: status.PERMISSION_DENIED, details: "Token Authorization failed." }),
    },
    {},
    /7 PERMISSION_DENIED: Token/,
    /Authorization: Bearer/,
  ],
  [
    "the management port",
    { Ping: (_, answer) => answer({ code: status.UNIMPLEMENTED, details: "no such method" }) },
    {},
    /12 UNIMPLEMENTED/,
    /7070/,
  ],
  [
    "an unhealthy server",
    { Ping: (_, answer) => answer(null, { health: '{"status": "Unhealthy"}' }) },
    {},
    /says of its health .*Unhealthy/,
    /log/,
  ],
  [
    "an answer that fails --check",
    {},
    { check: "$[0] == 3" },
    /\$\[0\] == 3 does not hold of "\[2,4\]"/,
    /--check/,
  ],
])("refuses %s, with exit code 4", async (_, methods, changes, message, fix) => {
  await expect(torchserveGrpc.prepare(await contextOf(methods, changes))).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
  });
});

it("says so when HTTP is spoken there", async () => {
  const server = await serveRoutes({ "GET /ping": { body: "{}" } });
  onTestFinished(() => server.close());
  const failure = torchserveGrpc.prepare(contextFor(server, { bodies: BODIES, timeoutMs: 2000 }));
  await expect(failure).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringContaining("failed at gRPC call"),
  });
});

describe("messages, beside those of protobufjs", () => {
  const { Predictions } = loadSync(PROTO, { keepCase: true })[SERVICE] as unknown as {
    Predictions: {
      requestDeserialize(bytes: Buffer): unknown;
      responseSerialize(message: unknown): Buffer;
    };
  };

  it("requests say the same", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        fc.uint8Array({ maxLength: 300 }),
        (model, version, data) => {
          const request = encodePredictionsRequest({ model, version, data });
          expect(Predictions.requestDeserialize(Buffer.from(request))).toMatchObject({
            ...(model === "" ? {} : { model_name: model }),
            ...(version === undefined || version === "" ? {} : { model_version: version }),
            input: { data: Buffer.from(data) },
          });
        },
      ),
    );
  });

  it("answers are read the same", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (prediction) => {
        const message = Predictions.responseSerialize({ prediction: Buffer.from(prediction) });
        expect(Buffer.from(decodePredictionResponse(message)).equals(prediction)).toBe(true);
      }),
    );
  });
});
