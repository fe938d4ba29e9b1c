import { targetError } from "../../core/errors.ts";
import { expectArray } from "../../wire/json.ts";
import { type ModelMetadata, parseModelMetadata, parseServerMetadata } from "../../wire/oip/oip.ts";
import { kserveModels, type Listed, readListed, theOnly } from "../ask/listed-models.ts";
import { excerpt, get, getJson, probe } from "../ask/probe.ts";
import type { ServerContext, TargetContext } from "../server-context.ts";

/** A model that is ready, on a server of the Open Inference Protocol over HTTP. */
export interface FoundModel {
  readonly server: string;
  readonly extensions: readonly string[];
  readonly model: string;
  /** The path of the model in URLs, from the first slash. */
  readonly path: string;
  readonly metadata: ModelMetadata;
}

const NOT_OIP = "check that an Open Inference Protocol v2 server listens there";

/** Asks the server for its metadata and for the model that was named, or its only one. @throws target error */
export async function findModel(context: TargetContext): Promise<FoundModel> {
  const server = await getJson(context, "/v2", parseServerMetadata, "server metadata", {
    missing: "check that an Open Inference Protocol server listens there, or use --target http-json",
    invalid: NOT_OIP,
  });
  const model = await namedModel(context);
  const path = pathOf(model);
  await checkReady(context, path, model);
  const metadata = await getJson(context, path, parseModelMetadata, `metadata of model "${model}"`, {
    missing: "correct --model, or load the model on the server",
    invalid: NOT_OIP,
  });
  const { name, version, extensions } = server;
  return { server: [name, version].filter(Boolean).join(" "), extensions, model, path, metadata };
}

/** The path of a model in URLs, from the first slash. */
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
  const path = "/v2/repository/index";
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
  const ready = await get(context, `${path}/ready`);
  if (ready.status === 200) return;
  throw targetError(
    `model "${model}" on ${context.origin} is not ready: status ${ready.status} and ${excerpt(ready)}`,
    "correct --model, load the model, or wait until it is loaded",
  );
}
