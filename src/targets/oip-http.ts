import { targetError } from "../core/errors.ts";
import type { Payloads } from "../payloads/payload.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import { decodeText, parseJson } from "../wire/json.ts";
import {
  decodeInferResponse,
  encodeInferRequest,
  type ModelMetadata,
  parseModelMetadata,
  parseServerMetadata,
} from "../wire/oip.ts";
import type { Tensor } from "../wire/tensor.ts";
import { WireError } from "../wire/wire-error.ts";
import { type ExpectedOutputs, expectOutputs, judgeOutputs } from "./expected-outputs.ts";
import { excerpt, get, getJson, peekJson, probe } from "./probe.ts";
import { OK, type Target, type TargetContext } from "./target.ts";

interface Expected extends ExpectedOutputs {
  readonly binary: boolean;
}

const BINARY = "binary_tensor_data";
const NOT_OIP = "check that an Open Inference Protocol v2 server listens there";

/** Open Inference Protocol v2 over HTTP: Triton, KServe, MLServer, OpenVINO Model Server, `plimsoll serve`. */
export const oipHttp: Target = {
  kind: "oip-http",
  title: "Open Inference Protocol v2 over HTTP (Triton, KServe, MLServer, plimsoll serve)",
  takes: ["model", "batch"],

  async recognise(context) {
    const server = await peekJson(context, "/v2", parseServerMetadata);
    return server && `GET /v2 says ${[server.name, server.version].filter(Boolean).join(" ")}`;
  },

  async prepare(context) {
    const server = await getJson(context, "/v2", parseServerMetadata, "server metadata", {
      missing: "check that an Open Inference Protocol server listens there, or use --target http-json",
      invalid: NOT_OIP,
    });
    const model = context.model ?? (await onlyModel(context));
    const path = `/v2/models/${encodeURIComponent(model)}`;
    await checkReady(context, path, model);
    const metadata = await getJson(context, path, parseModelMetadata, `metadata of model "${model}"`, {
      missing: "correct --model, or load the model on the server",
      invalid: NOT_OIP,
    });
    const payloads = context.payloadsFor(model, metadata.inputs);

    const binary = server.extensions.includes(BINARY);
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
      server: [server.name, server.version].filter(Boolean).join(" "),
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
};

/** The server's only model, where it lists its models. */
async function onlyModel(context: TargetContext): Promise<string> {
  const index = await repositoryIndex(context);
  const names = index.length > 0 ? index : await kserveModels(context);
  const [name] = names;
  if (names.length === 1 && name !== undefined) return name;
  throw targetError(
    names.length === 0
      ? `${context.origin} does not list its models`
      : `${context.origin} serves several models: ${names.join(", ")}`,
    "say which one with --model NAME",
  );
}

/** Triton and MLServer: the repository extension answers [{"name": "a", "version": "1"}, …]. */
async function repositoryIndex(context: TargetContext): Promise<string[]> {
  const path = "/v2/repository/index";
  const headers = { "Content-Type": "application/json", ...context.headers };
  const body = new TextEncoder().encode("{}");
  const response = await probe(context, { method: "POST", path, host: context.host, headers, body }, path);
  const rows = jsonOf(response);
  return Array.isArray(rows) ? namesAmong(rows.map((row: { name?: unknown } | null) => row?.name)) : [];
}

/** KServe's Python server: {"models": ["a", …]}. */
async function kserveModels(context: TargetContext): Promise<string[]> {
  const list = jsonOf(await get(context, "/v2/models")) as { models?: unknown } | null | undefined;
  return Array.isArray(list?.models) ? namesAmong(list.models) : [];
}

/** Undefined when the answer is an error or no JSON. */
function jsonOf(response: HttpResponse): unknown {
  if (response.status !== 200) return undefined;
  try {
    return parseJson(decodeText(response.body, "list of models"), "list of models");
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return undefined;
  }
}

function namesAmong(values: readonly unknown[]): string[] {
  return [...new Set(values.filter((name) => typeof name === "string"))];
}

async function checkReady(context: TargetContext, path: string, model: string): Promise<void> {
  const ready = await get(context, `${path}/ready`);
  if (ready.status === 200) return;
  throw targetError(
    `model "${model}" on ${context.origin} is not ready: status ${ready.status} and ${excerpt(ready)}`,
    "correct --model, load the model, or wait until it is loaded",
  );
}

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
