// A thread that owns one ONNX Runtime session. `session.run` computes on the JavaScript thread that calls it
// (onnxruntime-node 1.30: a synchronous call inside `setImmediate`), so that thread must not serve sockets.

import { parentPort, workerData } from "node:worker_threads";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { datatypeOf, fromOrt, toOrt } from "./datatypes.ts";
import { providerChain } from "./execution-provider.ts";
import type {
  RunCommand,
  SessionCommand,
  SessionMetadata,
  SessionReply,
  SessionSpec,
} from "./session-messages.ts";

const port = parentPort;
if (port === null) throw new Error("session-worker runs in a worker thread");

function reply(message: SessionReply, transfer: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function open(spec: SessionSpec): Promise<void> {
  const ort = await import("onnxruntime-node");
  // Errors are thrown as exceptions; by default the library prints them to stderr as well.
  ort.env.logLevel = "fatal";
  const options: InferenceSession.SessionOptions = {
    executionProviders: providerChain(spec.executionProvider),
    intraOpNumThreads: spec.intraOpThreads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  };
  const session =
    typeof spec.model === "string"
      ? await ort.InferenceSession.create(spec.model, options)
      : await ort.InferenceSession.create(spec.model, options);
  // One at a time: `session.run` queues inside ONNX Runtime, where waiting would count as computing.
  let previous = Promise.resolve();
  port?.on("message", (command: SessionCommand) => {
    if (command.kind === "close") return port.close();
    previous = previous
      .then(() => run(ort.Tensor, session, command))
      .catch((error: unknown) => reply({ kind: "failed", id: command.id, message: messageOf(error) }));
  });
  reply({ kind: "ready", metadata: metadataOf(session) });
}

async function run(
  Tensor: typeof OrtTensor,
  session: InferenceSession,
  { id, inputs }: RunCommand,
): Promise<void> {
  const feeds = Object.fromEntries(inputs.map((tensor) => [tensor.name, toOrt(Tensor, tensor)]));
  const startedMs = performance.now();
  const results = await session.run(feeds);
  const endedMs = performance.now();
  const outputs = session.outputNames.flatMap((name) => {
    const tensor = results[name];
    return tensor === undefined ? [] : [fromOrt(name, tensor)];
  });
  // Two outputs may be one buffer, and a buffer can be transferred only once.
  const buffers = new Set(outputs.map((tensor) => tensor.data.buffer as ArrayBuffer));
  reply({ kind: "done", id, outputs, startedMs, endedMs }, [...buffers]);
}

function metadataOf(session: InferenceSession): SessionMetadata {
  const describe = (value: InferenceSession.ValueMetadata) => {
    if (!value.isTensor) throw new Error(`${value.name} is a sequence or map, only tensors can be served`);
    const shape = value.shape.map((size) => (typeof size === "number" ? size : -1));
    return { name: value.name, datatype: datatypeOf(value.type, value.name), shape };
  };
  return { inputs: session.inputMetadata.map(describe), outputs: session.outputMetadata.map(describe) };
}

open(workerData as SessionSpec).catch((error: unknown) =>
  reply({ kind: "unusable", message: messageOf(error) }),
);
