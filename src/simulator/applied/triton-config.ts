import { parseDecimal } from "../../core/decimal.ts";
import { usageError } from "../../core/errors.ts";
import type { AppliedForm, AppliedSettings, FleetToApply } from "./applied-form.ts";
import { readTextFormat, type TextMessage } from "./text-format.ts";

/**
 * The stanza of a model's `config.pbtxt` that says how Triton batches and how many instances it has
 * (triton-inference-server/common protobuf/model_config.proto: `ModelDynamicBatching`, `ModelInstanceGroup`, `ModelQueuePolicy`).
 */
export const tritonConfig: AppliedForm = {
  kind: "triton",
  title: "Triton: the stanza of config.pbtxt",
  file: "config.pbtxt",
  serves: ["triton", "none"],
  write,
  recognises: (source) => source.endsWith(".pbtxt"),
  read,
};

function write({ batcher, maxBatch, maxDelayMs, preferredSizes, instances, gpus }: FleetToApply): string {
  const isBatching = batcher === "triton";
  const delayUs = Math.round(1000 * maxDelayMs);
  const batching = [
    ...(preferredSizes.length === 0 ? [] : [`  preferred_batch_size: [ ${preferredSizes.join(", ")} ]`]),
    `  max_queue_delay_microseconds: ${delayUs}`,
  ];
  return [
    "# Add this to the config.pbtxt of the model, in place of what it says of the same.",
    `max_batch_size: ${isBatching ? maxBatch : 0}`,
    ...(isBatching ? ["dynamic_batching {", ...batching, "}"] : []),
    "instance_group [",
    groupsOf(instances, gpus)
      .map((group) => `  { ${group} }`)
      .join(",\n"),
    "]",
    "",
  ].join("\n");
}

/** The instances of a replica, as evenly over its GPUs as they go: Triton counts a group's instances for each GPU that it names. */
function groupsOf(instances: number, gpus: number | null): string[] {
  if (gpus === null || gpus === 0) return [`count: ${instances}`];
  const byCount = new Map<number, number[]>();
  for (let gpu = 0; gpu < gpus; gpu++) {
    const count = Math.floor(instances / gpus) + (gpu < instances % gpus ? 1 : 0);
    if (count > 0) byCount.set(count, [...(byCount.get(count) ?? []), gpu]);
  }
  return [...byCount].map(([count, ids]) => `count: ${count}, kind: KIND_GPU, gpus: [ ${ids.join(", ")} ]`);
}

/** Fields of a model's configuration, of which each that Triton can load has at least one (model_config.proto: `ModelConfig`). */
const FIELDS = [
  "name",
  "platform",
  "backend",
  "runtime",
  "max_batch_size",
  "input",
  "output",
  "batch_input",
  "batch_output",
  "instance_group",
  "dynamic_batching",
  "sequence_batching",
  "ensemble_scheduling",
  "default_model_filename",
  "version_policy",
  "optimization",
  "parameters",
  "model_warmup",
  "model_transaction_policy",
  "response_cache",
];

function read(text: string, source: string): AppliedSettings {
  const config = readTextFormat(text, source);
  const wrong = (why: string) => usageError(`${source}: ${why}`, "correct the file, or say it with options");
  if (!FIELDS.some((field) => config.fields.has(field)))
    throw wrong("it says nothing of a model, neither how Triton batches nor anything else");
  for (const scheduler of ["sequence_batching", "ensemble_scheduling"])
    if (config.fields.has(scheduler)) throw wrong(`${scheduler} is not simulated`);
  const maxBatch = countIn(config, "max_batch_size", wrong) ?? 0;
  const batching = messageIn(config, "dynamic_batching", wrong);
  const instances = instancesIn(config, wrong);
  const base = instances === undefined ? {} : { instances };
  if (batching === undefined || maxBatch === 0) return { ...base, batcher: "none" };
  if (wordIn(batching, "preserve_ordering") === "true") throw wrong("preserve_ordering is not simulated");
  const preferred = listIn(batching, "preferred_batch_size", wrong);
  const delayUs = countIn(batching, "max_queue_delay_microseconds", wrong) ?? 0;
  const levels = countIn(batching, "priority_levels", wrong);
  const defaultPriority = countIn(batching, "default_priority_level", wrong);
  const policies = queuePoliciesIn(batching, wrong);
  return {
    ...base,
    batcher: "triton",
    maxBatch,
    maxDelay: `${delayUs}us`,
    ...(preferred.length === 0 ? {} : { preferred }),
    ...(levels === undefined ? {} : { priorityLevels: levels }),
    ...(defaultPriority === undefined ? {} : { defaultPriority }),
    ...(policies.length === 0 ? {} : { queuePolicy: policies }),
  };
}

type Wrong = (why: string) => Error;

function instancesIn(config: TextMessage, wrong: Wrong): number | undefined {
  const groups = config.fields.get("instance_group");
  if (groups === undefined) return undefined;
  let instances = 0;
  const kinds = new Set<string>();
  for (const group of groups) {
    if (typeof group === "string") throw wrong("instance_group is no group");
    const gpus = listIn(group, "gpus", wrong);
    kinds.add(wordIn(group, "kind") ?? "KIND_AUTO");
    instances += (countIn(group, "count", wrong) ?? 1) * Math.max(1, gpus.length);
  }
  // One service time stands for all instances, and those on a CPU are another machine.
  if (kinds.has("KIND_CPU") && kinds.size > 1)
    throw wrong(
      `instance_group has instances of ${[...kinds].join(" and ")}, and one service time is simulated for all of them`,
    );
  return instances;
}

/** The queue policies as `--queue-policy` has them. */
function queuePoliciesIn(batching: TextMessage, wrong: Wrong): string[] {
  const standard = messageIn(batching, "default_queue_policy", wrong);
  const byLevel = (batching.fields.get("priority_queue_policy") ?? []).map((entry) => {
    if (typeof entry === "string") throw wrong("priority_queue_policy is no map");
    const level = countIn(entry, "key", wrong);
    const policy = messageIn(entry, "value", wrong);
    if (level === undefined || policy === undefined)
      throw wrong("priority_queue_policy lacks a key or value");
    return policyWords(policy, level, wrong);
  });
  return [...(standard === undefined ? [] : [policyWords(standard, undefined, wrong)]), ...byLevel];
}

function policyWords(policy: TextMessage, level: number | undefined, wrong: Wrong): string {
  const timeoutUs = countIn(policy, "default_timeout_microseconds", wrong) ?? 0;
  return [
    ...(level === undefined ? [] : [`level=${level}`]),
    `max=${countIn(policy, "max_queue_size", wrong) ?? 0}`,
    `timeout=${timeoutUs}us`,
    `action=${wordIn(policy, "timeout_action") === "DELAY" ? "delay" : "reject"}`,
    `override=${wordIn(policy, "allow_timeout_override") === "true" ? "yes" : "no"}`,
  ].join(",");
}

function wordIn(message: TextMessage, field: string): string | undefined {
  const value = message.fields.get(field)?.at(-1);
  return typeof value === "string" ? value : undefined;
}

function countIn(message: TextMessage, field: string, wrong: Wrong): number | undefined {
  if (!message.fields.has(field)) return undefined;
  return countOf(wordIn(message, field) ?? "a message", field, wrong);
}

function listIn(message: TextMessage, field: string, wrong: Wrong): number[] {
  return (message.fields.get(field) ?? []).map((value) =>
    countOf(typeof value === "string" ? value : "a message", field, wrong),
  );
}

function countOf(text: string, field: string, wrong: Wrong): number {
  const value = parseDecimal(text);
  if (value !== undefined && Number.isInteger(value) && value >= 0) return value;
  throw wrong(`${field} is ${text}, and not a count`);
}

function messageIn(message: TextMessage, field: string, wrong: Wrong): TextMessage | undefined {
  const value = message.fields.get(field)?.at(-1);
  if (typeof value === "string") throw wrong(`${field} is no message`);
  return value;
}
