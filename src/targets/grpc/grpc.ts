import { targetError } from "../../core/errors.ts";
import type { HttpRequest } from "../../wire/http/http-request.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { frameMessage, unframeMessage } from "../../wire/http2/grpc-frame.ts";
import { type GrpcStatus, grpcTimeout, parseGrpcStatus } from "../../wire/http2/grpc-status.ts";
import { WireError } from "../../wire/wire-error.ts";
import { excerpt, peek, probe } from "../ask/probe.ts";
import type { ServerContext } from "../server-context.ts";
import type { AnswerTiming, Classified } from "../target.ts";

/** Encodes a unary call as an HTTP/2 request (gRPC over HTTP2, "Requests"). `path` is /package.Service/Method. */
export function grpcRequest(
  context: Pick<ServerContext, "host" | "headers" | "timeoutMs">,
  path: string,
  message: Uint8Array,
): HttpRequest {
  const { host, timeoutMs } = context;
  const headers = {
    "content-type": "application/grpc",
    te: "trailers",
    "grpc-timeout": grpcTimeout(timeoutMs),
    ...context.headers,
  };
  return { method: "POST", path, host, headers, body: frameMessage(message) };
}

/** Reads the status of a call from the trailers, or from the head of an answer without a body. @throws WireError */
export function grpcStatus({ headers, trailers }: HttpResponse): GrpcStatus {
  const from = trailers?.has("grpc-status") === true ? trailers : headers;
  return parseGrpcStatus(from.get("grpc-status"), from.get("grpc-message"));
}

const UNIMPLEMENTED = 12;

/** The advice for each gRPC status code. */
type Cures = { readonly [grpcCode: number]: string };

/** Makes one call before the load and decodes its answer. @throws target error that names the answer */
export async function callGrpc<Answer>(
  context: ServerContext,
  path: string,
  message: Uint8Array,
  decode: (answer: Uint8Array) => Answer,
  cures: Cures = {},
): Promise<Answer> {
  const answer = await ask(context, path, message);
  return answerTo(context, path, answer, decode, cures);
}

/**
 * Makes one call before the load; null when the server lacks the method.
 *
 * @throws target error that names the answer
 */
export async function callGrpcWhereThere<Answer>(
  context: ServerContext,
  path: string,
  message: Uint8Array,
  decode: (answer: Uint8Array) => Answer,
  cures: Cures = {},
): Promise<Answer | null> {
  const answer = await ask(context, path, message);
  return answer.status.code === UNIMPLEMENTED ? null : answerTo(context, path, answer, decode, cures);
}

/** The status and the framed message of a call. */
export interface GrpcAnswer {
  readonly status: GrpcStatus;
  readonly body: Uint8Array;
}

/**
 * Calls a method that the server may lack.
 *
 * @param read reads the answer; it may throw `WireError`
 * @returns null when the server lacks the method, or speaks another protocol
 * @throws target error when the server cannot be reached
 */
export async function peekGrpc<Shown>(
  context: ServerContext,
  path: string,
  message: Uint8Array,
  read: (answer: GrpcAnswer) => Shown,
): Promise<Shown | null> {
  const over2 = { ...context, version: "2" } as const;
  const response = await peek(over2, grpcRequest(context, path, message), `gRPC call ${path}`);
  if (response?.status !== 200) return null;
  try {
    const status = grpcStatus(response);
    return status.code === UNIMPLEMENTED ? null : read({ status, body: response.body });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return null;
  }
}

const where = (context: ServerContext, path: string) => `${context.origin} answered the gRPC call ${path}`;

async function ask(context: ServerContext, path: string, message: Uint8Array): Promise<GrpcAnswer> {
  const response = await probe(
    { ...context, version: "2" },
    grpcRequest(context, path, message),
    `gRPC call ${path}`,
  );
  if (response.status !== 200) {
    throw targetError(
      `${where(context, path)} with HTTP status ${response.status} and ${excerpt(response)}`,
      "check that a gRPC server listens there, not HTTP",
    );
  }
  return decoded(context, path, () => ({ status: grpcStatus(response), body: response.body }));
}

function answerTo<Answer>(
  context: ServerContext,
  path: string,
  { status, body }: GrpcAnswer,
  decode: (answer: Uint8Array) => Answer,
  cures: Cures,
): Answer {
  const { code, name, message } = status;
  if (code !== 0) {
    const cure = cures[code] ?? "look at the server's log";
    throw targetError(`${where(context, path)} with status ${code} ${name}: ${message}`, cure);
  }
  return decoded(context, path, () => decode(unframeMessage(body)));
}

function decoded<Part>(context: ServerContext, path: string, decode: () => Part): Part {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw targetError(
      `${where(context, path)} with an unexpected message: ${error.message}`,
      "check what listens there",
    );
  }
}

/** Code of the status DEADLINE_EXCEEDED. */
const DEADLINE_EXCEEDED = 4;
/** The time by which a server may see the limit of a call before we do, ms: it knows it as `grpc-timeout`. */
const EARLY_MS = 20;

/**
 * Judges the answer to a call: first by its status, then by its message. `judge` may throw `WireError`. A server that says
 * that the time limit ran out, when it did, has not answered in time.
 */
export function judgeCall(
  response: HttpResponse,
  timing: AnswerTiming | undefined,
  judge: (message: Uint8Array) => Classified,
): Classified {
  if (response.status !== 200)
    return {
      outcome: "error",
      failure: "http-status",
      message: `HTTP status ${response.status} and ${excerpt(response)}`,
    };
  try {
    const { code, name, message } = grpcStatus(response);
    const isLate = timing !== undefined && timing.tookMs >= timing.timeoutMs - EARLY_MS;
    if (code === DEADLINE_EXCEEDED && isLate) return { outcome: "timeout", failure: "none", status: 0 };
    if (code !== 0)
      return { outcome: "error", failure: "grpc-status", status: code, message: `${name}: ${message}` };
    return judge(unframeMessage(response.body));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { outcome: "wrong", failure: "response-shape", message: error.message };
  }
}
