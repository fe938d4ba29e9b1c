import { unframeMessage } from "../wire/grpc-frame.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import { WireError } from "../wire/wire-error.ts";
import { type ExpectedOutputs, judgeOutputs, type OutputShape } from "./expected-outputs.ts";
import { grpcStatus } from "./grpc.ts";
import { type Classified, OK } from "./target.ts";

/** Judges the answer to a unary call whose message holds tensors. */
export function classifyOutputs(
  response: HttpResponse,
  wanted: ExpectedOutputs,
  decode: (message: Uint8Array) => readonly OutputShape[],
): Classified {
  if (response.status !== 200)
    return { outcome: "error", failure: "http-status", message: `HTTP status ${response.status}` };
  try {
    const { code, name, message } = grpcStatus(response);
    if (code !== 0)
      return { outcome: "error", failure: "grpc-status", status: code, message: `${name}: ${message}` };
    const answer = unframeMessage(response.body);
    if (answer.length === wanted.bodyBytes) return OK;
    return judgeOutputs(decode(answer), wanted);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { outcome: "wrong", failure: "response-shape", message: error.message };
  }
}
