import { targetError, usageError } from "../../core/errors.ts";
import { expectArray, expectObject, wholeNumberIn } from "../../wire/json.ts";
import type { TensorMetadata } from "../../wire/oip/metadata.ts";
import { type ModelMetadata, parseModelMetadata, parseServerMetadata } from "../../wire/oip/oip.ts";
import { behindBase, refuseEndpoint } from "../ask/base-path.ts";
import { kserveModels, type Listed, readListed, theOnly } from "../ask/listed-models.ts";
import { excerpt, get, getJson, isAbsent, peekJson, probe, readJson } from "../ask/probe.ts";
import type { FirstDimension } from "../judge/expected-outputs.ts";
import type { ServerContext, TargetContext } from "../server-context.ts";

/** A model that is ready, on a server of the Open Inference Protocol over HTTP. */
export interface FoundModel {
  readonly server: string;
  readonly extensions: readonly string[];
  readonly model: string;
  /** The path of the model in the API, from the first slash. */
  readonly path: string;
  readonly metadata: ModelMetadata;
  readonly firstDimension: FirstDimension;
}

const NOT_OIP = "check that an Open Inference Protocol v2 server listens there";

/** Asks the server for its metadata and for the model that was named, or its only one. @throws target error */
export async function findModel(context: TargetContext): Promise<FoundModel> {
  refuseEndpoint(context);
  const server = await getJson(context, behindBase(context, "/v2"), parseServerMetadata, "server metadata", {
    missing: "check that an Open Inference Protocol server listens there, or use --target http-json",
    invalid: NOT_OIP,
  });
  const model = await namedModel(context);
  const path = pathOf(model);
  await checkReady(context, path, model);
  const metadata = await metadataOf(context, path, model);
  const { name, version, extensions } = server;
  const firstDimension = extensions.includes(CONFIGURATIONS)
    ? await firstDimensionOf(context, path)
    : "unknown";
  return {
    server: [name, version].filter(Boolean).join(" "),
    extensions,
    model,
    path,
    metadata,
    firstDimension,
  };
}

/** The extension of servers that tell the configuration of a model. */
export const CONFIGURATIONS = "model_configuration";

/** Asks for the metadata of a model, which a server may lack where --inputs says what the model takes. */
async function metadataOf(context: TargetContext, path: string, model: string): Promise<ModelMetadata> {
  const where = behindBase(context, path);
  const response = await get(context, where);
  if (context.inputs !== null && isAbsent(response)) return unknownModel(model);
  return readJson(context, where, response, parseModelMetadata, `metadata of model "${model}"`, {
    missing: "correct --model, or load the model on the server",
    invalid: NOT_OIP,
  });
}

/** The metadata of a model of which the server says nothing. */
export function unknownModel(name: string): ModelMetadata {
  return { name, versions: [], platform: "", inputs: [], outputs: [] };
}

/**
 * Asks what the first dimension of the outputs is: Triton puts the batch in front of every shape of a model that it
 * batches (docs/user_guide/model_configuration.md of https://github.com/triton-inference-server/server).
 */
async function firstDimensionOf(context: ServerContext, path: string): Promise<FirstDimension> {
  const where = behindBase(context, `${path}/config`);
  return firstDimensionFor(
    await peekJson(context, where, (json) => expectObject(json, "configuration").max_batch_size),
  );
}

/** What the first dimension is in a model with this largest batch, which is 0 for a model that is not batched. */
export function firstDimensionFor(maxBatchSize: unknown): FirstDimension {
  const largest = wholeNumberIn(maxBatchSize);
  return typeof largest === "number" && largest > 0 ? "batch" : "unknown";
}

/**
 * The inputs of a model: as the server declares them, else as --inputs says.
 *
 * @throws usage error where both say it, target error where none does
 */
export function inputsOf({ inputs: given, origin }: TargetContext, model: string, metadata: ModelMetadata) {
  const { inputs: declared } = metadata;
  if (declared.length > 0 && given !== null)
    throw usageError(
      `--inputs would do nothing: ${origin} says what model "${model}" takes, ${declared.map(describeInput).join(", ")}`,
      "leave it out",
    );
  const inputs = given ?? declared;
  if (inputs.length > 0) return inputs;
  throw targetError(
    `${origin} does not say what model "${model}" takes: it declares no inputs`,
    "say it with --inputs, such as --inputs 'x:FP32[-1,64]'",
  );
}

const describeInput = ({ name, datatype, shape }: TensorMetadata) => `${name}:${datatype}[${shape}]`;

/** The path of a model in the API, from the first slash. */
export const pathOf = (model: string) => `/v2/models/${encodeURIComponent(model)}`;

/** The model that was named, or the only one that the server lists. @throws target error for none, and for several */
export async function namedModel(context: ServerContext): Promise<string> {
  if (context.model !== null) return context.model;
  const index = await readyModels(context);
  if (index.rows.length > 0) return theOnly(context, index);
  const { rows, refusal } = await kserveModels(context, "/v2/models");
  return theOnly(context, { rows, refusal: index.refusal ?? refusal });
}

/**
 * Asks for the models that are ready. The repository extension of Triton and MLServer answers [{"name": "a",
 * "version": "1"}, …].
 */
export async function readyModels(context: ServerContext): Promise<Listed<string>> {
  const path = behindBase(context, "/v2/repository/index");
  const headers = { "Content-Type": "application/json", ...context.headers };
  const body = new TextEncoder().encode('{"ready":true}');
  const response = await probe(context, { method: "POST", path, host: context.host, headers, body }, path);
  return readListed(response, `POST ${path}`, (json) => {
    const names = expectArray(json, "body").map((row) => (row as { name?: unknown } | null)?.name);
    return [...new Set(names.filter((name) => typeof name === "string"))];
  });
}

/** Checks that a model is ready. @throws target error when it is not */
export async function checkReady(context: ServerContext, path: string, model: string): Promise<void> {
  const ready = await get(context, behindBase(context, `${path}/ready`));
  if (ready.status === 200) return;
  throw targetError(
    `model "${model}" on ${context.origin} is not ready: status ${ready.status} and ${excerpt(ready)}`,
    "correct --model, load the model, or wait until it is loaded",
  );
}
