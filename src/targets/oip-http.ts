import { targetError } from "../core/errors.ts";
import type { Payloads } from "../payloads/payload.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import { encodeHttpRequest } from "../wire/http1-request.ts";
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
import { excerpt, get, probe } from "./probe.ts";
import { type Classified, OK, type Target, type TargetContext } from "./target.ts";

/** What a good answer looks like: learned from the first one, held against the model's metadata. */
interface Expected {
  /** Body length of the first answer: the same length is taken for the same shape without a closer look. −1: look. */
  bodyBytes: number;
  binary: boolean;
  /** −1 in a shape: any size, because requests differ in length. */
  outputs: { name: string; datatype: string; shape: readonly number[] }[];
}

const BINARY = "binary_tensor_data";

/** Open Inference Protocol v2 over HTTP: Triton, KServe, MLServer, OpenVINO Model Server, `plimsoll serve`. */
export const oipHttp: Target = {
  kind: "oip-http",
  title: "Open Inference Protocol v2 over HTTP (Triton, KServe, MLServer, plimsoll serve)",

  async prepare(context) {
    const server = await readJson(context, "/v2", parseServerMetadata, "server metadata");
    const model = context.model ?? (await onlyModel(context));
    const path = `/v2/models/${encodeURIComponent(model)}`;
    await checkReady(context, path, model);
    const metadata = await readJson(context, path, parseModelMetadata, `metadata of model "${model}"`);
    const payloads = context.payloadsFor(model, metadata.inputs);

    const binary = server.extensions.includes(BINARY);
    const requests = Array.from({ length: payloads.count }, (_, index) => {
      const encoded = encodeInferRequest({ inputs: payloads.tensors(index), binary });
      const headers = { ...encoded.headers, ...context.headers };
      return encodeHttpRequest({
        method: "POST",
        path: `${path}/infer`,
        host: context.host,
        headers,
        body: encoded.body,
      });
    });
    const first = requests[0];
    if (first === undefined) throw new Error("a payload pool is never empty");
    const response = await probe(context, first, `inference with model "${model}"`);
    return {
      server: [server.name, server.version].filter(Boolean).join(" "),
      model,
      payload: `${payloads.description}, as ${binary ? "binary tensors" : "JSON"}`,
      requests,
      expected: expectationFrom(response, metadata, payloads, model),
    };
  },

  classify(response, expected) {
    const wanted = expected as Expected;
    if (response.status !== 200)
      return { outcome: "error", failure: "http-status", message: excerpt(response) };
    if (wanted.binary && response.bodyBytes === wanted.bodyBytes) return OK;
    return judgeShape(response, wanted);
  },
};

async function readJson<T>(
  context: TargetContext,
  path: string,
  parse: (json: unknown) => T,
  what: string,
): Promise<T> {
  const response = await get(context, path);
  if (response.status !== 200) {
    throw targetError(
      `http://${context.host} has no ${what}: GET ${path} answered ${response.status} and ${excerpt(response)}`,
      path === "/v2"
        ? "check that an Open Inference Protocol server listens there, or use --target http-json"
        : "correct --model, or load the model on the server",
    );
  }
  try {
    return parse(parseJson(decodeText(response.body, "body"), "body"));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw targetError(
      `http://${context.host} answered GET ${path} with no valid ${what}: ${error.message}`,
      "check that an Open Inference Protocol v2 server listens there",
    );
  }
}

/** The server's only model, where it lists its models (Triton's repository extension). */
async function onlyModel(context: TargetContext): Promise<string> {
  const path = "/v2/repository/index";
  const headers = { "Content-Type": "application/json", ...context.headers };
  const body = new TextEncoder().encode("{}");
  const response = await probe(
    context,
    encodeHttpRequest({ method: "POST", path, host: context.host, headers, body }),
    path,
  );
  const names = response.status === 200 ? modelNames(response) : [];
  const [name] = names;
  if (names.length === 1 && name !== undefined) return name;
  throw targetError(
    names.length === 0
      ? `http://${context.host} does not list its models`
      : `http://${context.host} serves several models: ${names.join(", ")}`,
    "say which one with --model NAME",
  );
}

/** Names in a repository index; none when the answer is no such list. */
function modelNames(response: HttpResponse): string[] {
  let list: unknown;
  try {
    list = parseJson(decodeText(response.body, "repository index"), "repository index");
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  if (!Array.isArray(list)) return [];
  return [
    ...new Set(list.map((row: { name?: unknown }) => row?.name).filter((name) => typeof name === "string")),
  ];
}

async function checkReady(context: TargetContext, path: string, model: string): Promise<void> {
  const ready = await get(context, `${path}/ready`);
  if (ready.status === 200) return;
  throw targetError(
    `model "${model}" on http://${context.host} is not ready: status ${ready.status} and ${excerpt(ready)}`,
    "correct --model, load the model, or wait until it is loaded",
  );
}

/** Holds the first answer against the metadata: names, datatypes, fixed dimensions, and the batch sent. */
function expectationFrom(
  response: HttpResponse,
  metadata: ModelMetadata,
  payloads: Payloads,
  model: string,
): Expected {
  const sent = payloads.tensors(0);
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
  for (const spec of metadata.outputs) {
    const output = outputs.find((o) => o.name === spec.name);
    const problem =
      output === undefined
        ? "is missing"
        : output.datatype !== spec.datatype
          ? `is ${output.datatype}, not ${spec.datatype}`
          : fits(output.shape, spec.shape, sent[0]?.shape[0])
            ? undefined
            : `has shape [${output.shape}], the metadata says [${spec.shape}] and the batch was ${sent[0]?.shape[0]}`;
    if (problem === undefined) continue;
    throw targetError(
      `the answer of model "${model}" is not what its metadata promises: output "${spec.name}" ${problem}`,
      "another model may be loaded under this name: check the server",
    );
  }
  // Where requests differ in length, so may the answers, in the dimensions that the metadata leaves open.
  const varies = lengthsVary(payloads);
  const wanted = outputs.map(({ name, datatype, shape }) => {
    const spec = varies ? metadata.outputs.find((o) => o.name === name)?.shape : undefined;
    return {
      name,
      datatype,
      shape: shape.map((size, axis) => (axis > 0 && (spec?.[axis] ?? 0) < 0 ? -1 : size)),
    };
  });
  const isOpen = wanted.some(({ shape }) => shape.includes(-1));
  return {
    bodyBytes: isOpen ? -1 : response.bodyBytes,
    binary: response.headers.has("inference-header-content-length"),
    outputs: wanted,
  };
}

function lengthsVary({ count, meta }: Payloads): boolean {
  const first = meta(0).length;
  return Array.from({ length: count }, (_, index) => meta(index).length).some((length) => length !== first);
}

function fits(shape: readonly number[], spec: readonly number[], batch: number | undefined): boolean {
  if (shape.length !== spec.length) return false;
  return spec.every((size, axis) => (size >= 0 ? shape[axis] === size : axis > 0 || shape[axis] === batch));
}

function decode(response: HttpResponse): readonly Tensor[] {
  const header = response.headers.get("inference-header-content-length");
  return decodeInferResponse(header === undefined ? undefined : Number(header), response.body).outputs;
}

function judgeShape(response: HttpResponse, wanted: Expected): Classified {
  try {
    const outputs = decode(response);
    const matches = wanted.outputs.every((spec) => {
      const output = outputs.find((o) => o.name === spec.name);
      return output?.datatype === spec.datatype && fits(output.shape, spec.shape, spec.shape[0]);
    });
    if (matches) return OK;
    const found = outputs.map((o) => `${o.name} ${o.datatype} [${o.shape}]`).join(", ");
    return { outcome: "wrong", failure: "response-shape", message: `found outputs ${found}` };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { outcome: "wrong", failure: "response-shape", message: error.message };
  }
}
