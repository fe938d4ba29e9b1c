// A thread that reads and writes large JSON, so that the thread that serves sockets never stands still for it.

import { parentPort } from "node:worker_threads";
import { decodeInferRequest, encodeInferResponse, WireError } from "../wire/oip/oip.ts";
import type { JsonJob, JsonReply } from "./json-messages.ts";

const port = parentPort;
if (port === null) throw new Error("json-worker runs in a worker thread");

port.on("message", (job: JsonJob) => {
  const reply = replyTo(job);
  const arrays =
    reply.kind === "read"
      ? reply.request.inputs.map(({ data }) => data)
      : reply.kind === "written"
        ? [reply.message.body]
        : [];
  // Binary tensors of one request are views of one buffer, and a buffer can be transferred only once.
  port.postMessage(reply, [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))]);
});

function replyTo(job: JsonJob): JsonReply {
  try {
    if (job.kind === "read") return { kind: "read", request: decodeInferRequest(job.headerLength, job.body) };
    const { response, binary } = job;
    return { kind: "written", message: encodeInferResponse(response, (name) => binary.includes(name)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof WireError ? "refused" : "failed", message };
  }
}
