import { targetError } from "../core/errors.ts";
import type { Payloads } from "../payloads/payload.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import {
  decodeInferResponse,
  encodeInferRequest,
  type ModelMetadata,
  parseServerMetadata,
} from "../wire/oip.ts";
import { tensorValues } from "../wire/output-values.ts";
import type { Tensor } from "../wire/tensor.ts";
import { WireError } from "../wire/wire-error.ts";
import { type ExpectedOutputs, expectOutputs, judgeOutputs } from "./expected-outputs.ts";
import { tritonRepository } from "./management/triton-repository.ts";
import { findModel } from "./oip-model.ts";
import { excerpt, peekJson, probe } from "./probe.ts";
import { OK, type Target } from "./target.ts";
import { statisticsByHttp } from "./triton-statistics.ts";

interface Expected extends ExpectedOutputs {
  readonly binary: boolean;
}

const BINARY = "binary_tensor_data";

/** Open Inference Protocol v2 over HTTP: Triton, KServe, MLServer, OpenVINO Model Server, `plimsoll serve`. */
export const oipHttp: Target = {
  kind: "oip-http",
  title: "Open Inference Protocol v2 over HTTP (Triton, KServe, MLServer, plimsoll serve)",
  takes: ["model", "batch", "verify"],

  async recognise(context) {
    const server = await peekJson(context, "/v2", parseServerMetadata);
    return server && `GET /v2 says ${[server.name, server.version].filter(Boolean).join(" ")}`;
  },

  async prepare(context) {
    const { server, extensions, model, path, metadata } = await findModel(context);
    const payloads = context.payloadsFor(model, metadata.inputs);

    const binary = extensions.includes(BINARY);
    const requests = Array.from({ length: payloads.count }, (_, index) => {
      const encoded = encodeInferRequest({ inputs: payloads.tensors(index), binary });
      const headers = { ...encoded.headers, ...context.headers };
      return {
        method: "POST" as const,
        path: `${path}/infer`,
        host: context.host,
        headers,
        body: encoded.body,
      };
    });
    const first = requests[0];
    if (first === undefined) throw new Error("a payload pool is never empty");
    const response = await probe(context, first, `inference with model "${model}"`);
    const expected = expectationFrom(response, metadata, payloads, model);
    return {
      server,
      model,
      payload: `${payloads.description}, as ${binary ? "binary tensors" : "JSON"}`,
      version: context.version,
      requests,
      judgedAsText: !expected.binary || expected.bodyBytes >= 0,
      expected,
    };
  },

  classify(response, expected) {
    const wanted = expected as Expected;
    if (response.status !== 200)
      return { outcome: "error", failure: "http-status", message: excerpt(response) };
    if (wanted.binary && response.bodyBytes === wanted.bodyBytes) return OK;
    try {
      return judgeOutputs(decode(response), wanted);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return { outcome: "wrong", failure: "response-shape", message: error.message };
    }
  },

  statistics: statisticsByHttp,
  settings: tritonRepository,
  valuesOf: (response) => decode(response).map(tensorValues),
};

/** @throws target error when the model refuses the first request or answers it with something else */
function expectationFrom(
  response: HttpResponse,
  metadata: ModelMetadata,
  payloads: Payloads,
  model: string,
): Expected {
  if (response.status !== 200) {
    throw targetError(
      `model "${model}" refused a request built from its own metadata: status ${response.status} and ${excerpt(response)}`,
      "check that the shipped inputs fit this model, or the server's log",
    );
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
  );
  return { ...expected, binary: response.headers.has("inference-header-content-length") };
}

function decode(response: HttpResponse): readonly Tensor[] {
  const header = response.headers.get("inference-header-content-length");
  return decodeInferResponse(header === undefined ? undefined : Number(header), response.body).outputs;
}
