import { targetError } from "../core/errors.ts";
import { frameMessage, unframeMessage } from "../wire/grpc-frame.ts";
import { type GrpcStatus, grpcTimeout, parseGrpcStatus } from "../wire/grpc-status.ts";
import type { HttpRequest } from "../wire/http-request.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import { WireError } from "../wire/wire-error.ts";
import { excerpt, probe } from "./probe.ts";
import type { TargetContext } from "./target.ts";

/** A unary call as an HTTP/2 request (gRPC over HTTP2, "Requests"). `path` is /package.Service/Method. */
export function grpcRequest(
  context: Pick<TargetContext, "host" | "headers" | "timeoutMs">,
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

/** The status of a call: in the trailers, or in the head of an answer that has nothing else. @throws WireError */
export function grpcStatus({ headers, trailers }: HttpResponse): GrpcStatus {
  const from = trailers?.has("grpc-status") === true ? trailers : headers;
  return parseGrpcStatus(from.get("grpc-status"), from.get("grpc-message"));
}

/** Makes one call before the load and decodes its answer. @throws target error that says what was found. */
export async function callGrpc<Answer>(
  context: TargetContext,
  path: string,
  message: Uint8Array,
  decode: (answer: Uint8Array) => Answer,
  cures: { readonly [grpcCode: number]: string } = {},
): Promise<Answer> {
  const response = await probe(
    { ...context, version: "2" },
    grpcRequest(context, path, message),
    `gRPC call ${path}`,
  );
  const where = `${context.origin} answered the gRPC call ${path}`;
  if (response.status !== 200) {
    throw targetError(
      `${where} with HTTP status ${response.status} and ${excerpt(response)}`,
      "check that a gRPC server listens there, not HTTP",
    );
  }
  try {
    const { code, name, message: text } = grpcStatus(response);
    if (code !== 0) {
      const cure = cures[code] ?? "look at the server's log";
      throw targetError(`${where} with status ${code} ${name}: ${text}`, cure);
    }
    return decode(unframeMessage(response.body));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw targetError(`${where} with something else: ${error.message}`, "check what listens there");
  }
}
