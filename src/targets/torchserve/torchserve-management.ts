import { PlimsollError, targetError } from "../../core/errors.ts";
import type { HttpRequest } from "../../wire/http/http-request.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { expectArray, expectObject, expectString } from "../../wire/json.ts";
import { show, WireError } from "../../wire/wire-error.ts";
import { behindBase } from "../ask/base-path.ts";
import { excerpt, probe, readJson } from "../ask/probe.ts";
import type { ServerContext } from "../server-context.ts";
import { LOAD_LIMIT_MS, refuseOther, type ServerSettings, type SettingsApi } from "../settings-api.ts";
import { modelOf, namePath } from "./torchserve.ts";

// TorchServe's management API: docs/management_api.md of https://github.com/pytorch/serve. It has its own address: port
// 8081 when inference has port 8080.

const MANAGEMENT_CURE =
  "let TorchServe take management at the port after that for inference, with --enable-model-api and --disable-token-auth; or set the server up with --hook";
const MODEL_CURE = "correct --model, or register the model";

/**
 * The settings API of TorchServe. Workers change at run time; a batch changes only when the model is registered
 * again.
 */
export const torchserveManagement: SettingsApi = {
  async read(context) {
    const path = `/models/${namePath(modelOf(context))}`;
    const management = managementOf(context);
    return registrationIn(management, path, await send(management, "GET", path));
  },

  async apply(context, before, settings) {
    const management = managementOf(context);
    const wanted = changed(before as Registration, settings);
    const path = `/models/${namePath(wanted)}`;
    const answer = await send(management, "GET", path);
    // The model is missing when an earlier registration failed.
    const there = answer.status === 404 ? null : registrationIn(management, path, answer);
    if (there?.maxBatch !== wanted.maxBatch || there.maxDelayMs !== wanted.maxDelayMs) {
      if (there !== null) await order(management, "DELETE", path);
      await order(management, "POST", `/models?${registering(wanted)}`);
    }
    const workers = { min_worker: wanted.minWorkers, max_worker: wanted.maxWorkers, synchronous: true };
    await order(management, "PUT", `${path}?${query(workers)}`);
    const found = registrationIn(management, path, await send(management, "GET", path));
    const asked = { ...wanted, instances: wanted.minWorkers };
    refuseOther(management, wanted.model, asked, { ...found, instances: found.ready });
  },
};

/** A version of a model, as the server describes it. */
interface Registration {
  readonly model: string;
  readonly version: string;
  readonly url: string;
  readonly maxBatch: number;
  readonly maxDelayMs: number;
  readonly minWorkers: number;
  readonly maxWorkers: number;
  readonly responseTimeoutSec: number;
  /** The number of workers that are ready. */
  readonly ready: number;
}

function changed(before: Registration, { maxBatch, maxDelayMs, instances }: ServerSettings): Registration {
  return {
    ...before,
    maxBatch: maxBatch ?? before.maxBatch,
    maxDelayMs: maxDelayMs ?? before.maxDelayMs,
    minWorkers: instances ?? before.minWorkers,
    maxWorkers: instances ?? before.maxWorkers,
  };
}

/**
 * The query that registers a model again. It cannot name a handler, because the server does not tell it: the
 * archive's is used.
 */
function registering({ model, url, maxBatch, maxDelayMs, minWorkers, responseTimeoutSec }: Registration) {
  return query({
    url,
    model_name: model,
    batch_size: maxBatch,
    max_batch_delay: maxDelayMs,
    initial_workers: minWorkers,
    response_timeout: responseTimeoutSec,
    synchronous: true,
  });
}

function query(parameters: Readonly<Record<string, string | number | boolean>>): string {
  return new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

function managementOf(context: ServerContext): ServerContext {
  const { address } = context;
  if ("model" in address) throw new TypeError("a model in this process has no management");
  const port = address.port + 1;
  const url = new URL(context.origin);
  url.port = String(port);
  return { ...context, address: { ...address, port }, host: url.host, origin: url.origin };
}

async function send(management: ServerContext, method: HttpRequest["method"], api: string) {
  const { host, headers } = management;
  const path = behindBase(management, api);
  const patient = { ...management, timeoutMs: LOAD_LIMIT_MS };
  const body = method === "GET" ? {} : { body: new Uint8Array(0) };
  try {
    return await probe(patient, { method, path, host, headers, ...body }, `${method} ${path}`);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    throw targetError(error.message, MANAGEMENT_CURE);
  }
}

async function order(management: ServerContext, method: "POST" | "PUT" | "DELETE", path: string) {
  const response = await send(management, method, path);
  const { status } = response;
  if (status === 200) return;
  throw targetError(
    `TorchServe on ${management.origin} answered ${method} ${path} with status ${status} and ${excerpt(response)}`,
    status === 405 ? MANAGEMENT_CURE : "look at the server's log",
  );
}

function registrationIn(management: ServerContext, path: string, response: HttpResponse): Registration {
  const cures = { missing: response.status === 404 ? MODEL_CURE : MANAGEMENT_CURE, invalid: MANAGEMENT_CURE };
  return readJson(management, path, response, parseRegistration, `description of ${path.slice(1)}`, cures);
}

/** Reads a description of a model: an array with one version, by default the default one. @throws WireError */
function parseRegistration(json: unknown): Registration {
  const fields = expectObject(expectArray(json, "models")[0], "models[0]");
  const number = (name: string): number => {
    const value = fields[name];
    if (typeof value === "number") return value;
    throw new WireError(`models[0].${name}: expected a number, found ${show(value)}`);
  };
  const workers = expectArray(fields.workers, "models[0].workers");
  return {
    model: expectString(fields.modelName, "models[0].modelName"),
    version: expectString(fields.modelVersion, "models[0].modelVersion"),
    url: expectString(fields.modelUrl, "models[0].modelUrl"),
    maxBatch: number("batchSize"),
    maxDelayMs: number("maxBatchDelay"),
    minWorkers: number("minWorkers"),
    maxWorkers: number("maxWorkers"),
    responseTimeoutSec: number("responseTimeout"),
    ready: workers.filter((worker) => (worker as { status?: unknown } | null)?.status === "READY").length,
  };
}
