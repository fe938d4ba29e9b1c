import { type PlimsollError, targetError } from "../../core/errors.ts";
import type { Payloads } from "../../payloads/payload.ts";
import type { HttpRequest } from "../../wire/http/http-request.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { decodeInferResponse, encodeInferRequest, type ModelMetadata } from "../../wire/oip/oip.ts";
import { type OutputValues, tensorValues } from "../../wire/tensor/output-values.ts";
import type { Tensor } from "../../wire/tensor/tensor.ts";
import { WireError } from "../../wire/wire-error.ts";
import { excerpt } from "../ask/probe.ts";
import {
  type ExpectedOutputs,
  expectOutputs,
  type FirstDimension,
  judgeOutputs,
} from "../judge/expected-outputs.ts";
import type { ServerContext } from "../server-context.ts";
import { type Classified, OK } from "../target.ts";

// Requests and answers of the Open Inference Protocol v2 over HTTP, from a server or from a model in this process.

/** The form of a good answer; `binary` tells whether its tensors are binary, not JSON. */
export interface ExpectedInference extends ExpectedOutputs {
  readonly binary: boolean;
}

/** Encodes one request for each payload. `path` is that of inference with the model. */
export function inferRequests(
  { host, headers }: Pick<ServerContext, "host" | "headers">,
  path: string,
  payloads: Payloads,
  binary: boolean,
): HttpRequest[] {
  return Array.from({ length: payloads.count }, (_, index) => {
    const encoded = encodeInferRequest({ inputs: payloads.tensors(index), binary });
    return {
      method: "POST",
      path,
      host,
      headers: { ...encoded.headers, ...headers },
      body: encoded.body,
    };
  });
}

/**
 * Learns the form of a good answer from the first one.
 *
 * @throws target error for a refusal, and for any other answer
 */
export function expectInference(
  response: HttpResponse,
  metadata: Pick<ModelMetadata, "outputs">,
  payloads: Payloads,
  model: string,
  first: FirstDimension,
): ExpectedInference {
  if (response.status !== 200) {
    throw refusedByModel(model, payloads, `status ${response.status} and ${excerpt(response)}`);
  }
  let outputs: readonly Tensor[];
  try {
    outputs = decode(response);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw targetError(
      `the answer of model "${model}" is no inference response: ${error.message}`,
      "check the server",
    );
  }
  const expected = expectOutputs(
    { outputs, bodyBytes: response.bodyBytes },
    metadata.outputs,
    payloads,
    model,
    first,
  );
  return { ...expected, binary: response.headers.has("inference-header-content-length") };
}

/** The error for a model that refuses the first request. */
export function refusedByModel(model: string, payloads: Payloads, said: string): PlimsollError {
  const { items } = payloads.meta(0);
  return targetError(
    `model "${model}" refused a request built from its own metadata: ${said}${items === 1 ? "" : `; it held ${items} items`}`,
    items === 1
      ? "check that the shipped inputs fit this model, or the server's log"
      : "keep --batch within what the model takes in one batch, or look at the server's log",
  );
}

export function classifyInference(response: HttpResponse, expected: unknown): Classified {
  const wanted = expected as ExpectedInference;
  if (response.status !== 200)
    return { outcome: "error", failure: "http-status", message: excerpt(response) };
  // Only the length is known of binary tensors that a client read as text, as autocannon does.
  const isText = response.body.length !== response.bodyBytes;
  if (wanted.binary && isText && response.bodyBytes === wanted.bodyBytes) return OK;
  try {
    return judgeOutputs(decode(response), wanted);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { outcome: "wrong", failure: "response-shape", message: error.message };
  }
}

export function inferenceValues(response: HttpResponse): readonly OutputValues[] {
  return decode(response).map(tensorValues);
}

function decode(response: HttpResponse): readonly Tensor[] {
  const header = response.headers.get("inference-header-content-length");
  return decodeInferResponse(header === undefined ? undefined : Number(header), response.body).outputs;
}
