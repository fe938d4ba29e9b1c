import { targetError } from "../../core/errors.ts";
import { expectArray, expectObject, expectString, type JsonObject } from "../../wire/json.ts";
import { parseServerMetadata } from "../../wire/oip/oip.ts";
import { show, WireError } from "../../wire/wire-error.ts";
import { behindBase } from "../ask/base-path.ts";
import { excerpt, getJson, peekJson, probe } from "../ask/probe.ts";
import type { ServerContext } from "../server-context.ts";
import { LOAD_LIMIT_MS, refuseOther, type ServerSettings, type SettingsApi } from "../settings-api.ts";
import { CONFIGURATIONS, checkReady, namedModel, pathOf } from "./oip-model.ts";

// Triton's extensions for model configurations and the model repository: docs/protocol/extension_model_configuration.md
// and extension_model_repository.md of https://github.com/triton-inference-server/server.

/**
 * The settings API of Triton. It reloads the model with a whole configuration, which replaces the file of the model.
 */
export const tritonRepository: SettingsApi = {
  async read(context) {
    const server = await peekJson(context, behindBase(context, "/v2"), parseServerMetadata);
    if (server?.extensions.includes(CONFIGURATIONS) !== true) return null;
    return configurationOf(context, await namedModel(context));
  },

  async apply(context, before, settings) {
    const wanted = changed(before as Configuration, settings, context);
    await load(context, wanted);
    await checkReady(context, pathOf(wanted.name), wanted.name);
    const found = await configurationOf(context, wanted.name);
    refuseOther(context, wanted.name, settingsOf(wanted), settingsOf(found));
  },
};

/** The parts of a ModelConfig (protobuf/model_config.proto of Triton's `common`) that are read here. */
interface Configuration extends JsonObject {
  readonly name: string;
  readonly max_batch_size: number;
  readonly dynamic_batching?: JsonObject;
  readonly instance_group: readonly JsonObject[];
}

function configurationOf(context: ServerContext, model: string): Promise<Configuration> {
  return getJson(
    context,
    behindBase(context, `${pathOf(model)}/config`),
    parseConfiguration,
    `configuration of model "${model}"`,
    {
      missing: "correct --model, or load the model on the server",
      invalid: "check that Triton listens there",
    },
  );
}

function parseConfiguration(json: unknown): Configuration {
  const all = withoutLongs(expectObject(json, "configuration"));
  const { max_batch_size: largest = 0, dynamic_batching: batching, instance_group: groups = [] } = all;
  if (typeof largest !== "number")
    throw new WireError(`max_batch_size: expected a number, found ${show(largest)}`);
  return {
    ...all,
    name: expectString(all.name, "name"),
    max_batch_size: largest,
    ...(batching === undefined ? {} : { dynamic_batching: expectObject(batching, "dynamic_batching") }),
    instance_group: expectArray(groups, "instance_group").map((group, i) =>
      expectObject(group, `instance_group[${i}]`),
    ),
  };
}

/**
 * Turns integers that a double cannot hold into strings. Protobuf writes them so in JSON, and Triton accepts that.
 */
function withoutLongs(json: JsonObject): JsonObject {
  try {
    return JSON.parse(
      JSON.stringify(json, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ) as JsonObject;
  } catch (cause) {
    throw new WireError("configuration: it is nested too deep to be written again", { cause });
  }
}

function settingsOf({ max_batch_size, dynamic_batching, instance_group }: Configuration): ServerSettings {
  const delayUs = dynamic_batching?.max_queue_delay_microseconds;
  const [count, ...others] = new Set(instance_group.map((group) => group.count));
  return {
    maxBatch: max_batch_size,
    maxDelayMs: delayUs === undefined ? undefined : Number(delayUs) / 1000,
    instances: typeof count === "number" && others.length === 0 ? count : undefined,
  };
}

function changed(
  before: Configuration,
  { maxBatch, maxDelayMs, instances }: ServerSettings,
  { origin }: ServerContext,
): Configuration {
  const { name, max_batch_size, dynamic_batching, instance_group } = before;
  const batches = maxBatch !== undefined || maxDelayMs !== undefined;
  // The shapes of such a model hold every dimension: with a batch dimension in front they would be wrong.
  if (batches && max_batch_size === 0)
    throw targetError(
      `model "${name}" on ${origin} takes no batches: its max_batch_size is 0`,
      "give its configuration a max_batch_size, and shapes without the batch; or leave out --max-batch and --max-delay",
    );
  return {
    ...before,
    ...(maxBatch === undefined ? {} : { max_batch_size: maxBatch }),
    ...(batches
      ? {
          dynamic_batching: {
            ...dynamic_batching,
            ...(maxBatch === undefined ? {} : { preferred_batch_size: preferredUpTo(maxBatch, before) }),
            ...(maxDelayMs === undefined
              ? {}
              : { max_queue_delay_microseconds: Math.round(maxDelayMs * 1000) }),
          },
        }
      : {}),
    ...(instances === undefined
      ? {}
      : { instance_group: instance_group.map((group) => ({ ...group, count: instances })) }),
  };
}

/**
 * The preferred batch sizes up to `maxBatch`: Triton refuses a larger one. A single preferred size that equals the
 * largest batch is dropped, because Triton reports it also for a model that sets none.
 */
function preferredUpTo(maxBatch: number, { max_batch_size, dynamic_batching }: Configuration): unknown[] {
  const { preferred_batch_size: preferred } = dynamic_batching ?? {};
  if (!Array.isArray(preferred) || (preferred.length === 1 && preferred[0] === max_batch_size)) return [];
  return preferred.filter((size) => size <= maxBatch);
}

async function load(context: ServerContext, configuration: Configuration): Promise<void> {
  const { host, origin } = context;
  const { name } = configuration;
  const path = behindBase(context, `/v2/repository/models/${encodeURIComponent(name)}/load`);
  const headers = { "Content-Type": "application/json", ...context.headers };
  const order = { parameters: { config: JSON.stringify(configuration) } };
  const body = new TextEncoder().encode(JSON.stringify(order));
  const what = `POST ${path}`;
  const patient = { ...context, timeoutMs: LOAD_LIMIT_MS };
  const response = await probe(patient, { method: "POST", path, host, headers, body }, what);
  if (response.status === 200) return;
  const answer = excerpt(response);
  throw targetError(
    `${origin} did not load model "${name}" anew: ${what} answered ${response.status} and ${answer}`,
    answer.includes("not allowed")
      ? "start Triton with --model-control-mode=explicit and --load-model NAME, or set the server up with --hook"
      : "look at the server's log, which says why",
  );
}
