import { createServer } from "node:http";
import { status } from "@grpc/grpc-js";
import { expect, it, onTestFinished } from "vitest";
import { PlimsollError } from "../../../src/core/errors.ts";
import { exchange } from "../../../src/targets/ask/session.ts";
import { oipGrpc } from "../../../src/targets/oip/oip-grpc.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { deadAddress, listen, listenRaw, type TestServer } from "../../transport/raw-server.ts";
import { contextFor } from "../fake-server.ts";
import { type Method, OUTPUT, startGrpcServer } from "../grpc-server.ts";

type Methods = Parameters<typeof startGrpcServer>[0];

async function contextOf(
  methods: Methods = {},
  changes: Partial<TargetContext> = {},
  mlserverIndex?: Method,
): Promise<TargetContext> {
  const server = await startGrpcServer(methods, mlserverIndex);
  onTestFinished(() => server.close());
  const address = { hostname: "127.0.0.1", port: server.port };
  return contextFor({ address, host: `127.0.0.1:${server.port}` } as TestServer, changes);
}

/** What becomes of the first request when it is sent again. */
async function ask(context: TargetContext) {
  const prepared = await oipGrpc.prepare(context);
  const [first] = prepared.requests;
  if (first === undefined) throw new Error("no request");
  const response = await exchange(context.address, first, prepared.version, 5000);
  return oipGrpc.classify(response, prepared.expected);
}

it("learns the model from its metadata, and takes good answers for good", async () => {
  const context = await contextOf();
  expect(await oipGrpc.prepare(context)).toMatchObject({ server: "grpc-fake 3", model: "m", version: "2" });
  expect(await ask(context)).toEqual({ outcome: "ok", failure: "none" });
});

it("finds the only model that is ready, whatever its number of versions", async () => {
  const context = await contextOf(
    {
      RepositoryIndex: ({ request }, answer) => {
        const versions = ["1", "2"].map((version) => ({ name: "m", version, state: "READY" }));
        answer(null, { models: request.ready ? versions : [...versions, { name: "n" }] });
      },
    },
    { model: null },
  );
  expect(await oipGrpc.prepare(context)).toMatchObject({ model: "m" });
});

it("finds it where MLServer lists it, in a service of its own", async () => {
  const context = await contextOf({}, { model: null }, (_, answer) =>
    answer(null, { models: [{ name: "m" }] }),
  );
  expect(await oipGrpc.prepare(context)).toMatchObject({ model: "m" });
});

it("calls a status other than 0 an error with that status", async () => {
  let calls = 0;
  const context = await contextOf({
    ModelInfer: (_, answer) =>
      calls++ === 0
        ? answer(null, { outputs: [{ ...OUTPUT, shape: [2, 2] }], raw_output_contents: [Buffer.alloc(16)] })
        : answer({ code: status.RESOURCE_EXHAUSTED, details: "queue is full: ü" }),
  });
  expect(await ask(context)).toEqual({
    outcome: "error",
    failure: "grpc-status",
    status: 8,
    message: "RESOURCE_EXHAUSTED: queue is full: ü",
  });
});

it("calls another shape wrong", async () => {
  let calls = 0;
  const context = await contextOf({
    ModelInfer: (_, answer) => {
      const items = calls++ === 0 ? 2 : 1;
      answer(null, {
        outputs: [{ ...OUTPUT, shape: [items, 2] }],
        raw_output_contents: [Buffer.alloc(items * 8)],
      });
    },
  });
  expect(await ask(context)).toMatchObject({ outcome: "wrong", message: "found outputs y FP32 [1,2]" });
});

const noModel = (_: unknown, answer: (error: null, value: unknown) => void) => answer(null, { ready: false });

it.each<[string, Methods, Partial<TargetContext>, RegExp]>([
  ["a model that is not there", {}, { model: "lost" }, /status 5 NOT_FOUND: no model "lost"/],
  ["no model named, where they are not listed", {}, { model: null }, /does not list its models/],
  [
    "no model named, where there are several",
    { RepositoryIndex: (_, answer) => answer(null, { models: [{ name: "m" }, { name: "n" }] }) },
    { model: null },
    /serves several models: m, n/,
  ],
  ["a model that is not ready", { ModelReady: noModel }, {}, /model "m" .* is not ready/],
  [
    "a method that is not there",
    { ServerMetadata: (_, answer) => answer({ code: status.UNIMPLEMENTED, details: "no such method" }) },
    {},
    /status 12 UNIMPLEMENTED: no such method/,
  ],
  [
    "an answer that its metadata does not promise",
    {
      ModelInfer: (_, answer) =>
        answer(null, {
          outputs: [{ ...OUTPUT, name: "z", shape: [1, 2] }],
          raw_output_contents: [Buffer.alloc(8)],
        }),
    },
    {},
    /output "y" is missing/,
  ],
])("refuses %s before any load, with exit code 4", async (_, methods, changes, message) => {
  const failure = await oipGrpc.prepare(await contextOf(methods, changes)).catch((error) => error);
  expect(failure).toBeInstanceOf(PlimsollError);
  expect(failure).toMatchObject({ exitCode: 4, message: expect.stringMatching(message) });
});

it.each<[string, () => Promise<TestServer>, RegExp]>([
  [
    "an HTTP/1.1 server",
    () => listen(createServer((_, response) => response.end("hello"))),
    /failed at gRPC call/,
  ],
  [
    "a server of something else",
    () => listenRaw((socket) => socket.end("220 mail\r\n")),
    /failed at gRPC call/,
  ],
  ["nobody", deadAddress, /ECONNREFUSED/],
])("says so when %s is there", async (_, start, message) => {
  const server = await start();
  onTestFinished(() => server.close().catch(() => {}));
  const failure = await oipGrpc.prepare(contextFor(server, { timeoutMs: 2000 })).catch((error) => error);
  expect(failure).toBeInstanceOf(PlimsollError);
  expect(failure).toMatchObject({ exitCode: 4, message: expect.stringMatching(message) });
});
