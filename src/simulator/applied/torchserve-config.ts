import { stringify } from "yaml";
import { z } from "zod";
import { usageError } from "../../core/errors.ts";
import { readDocument } from "../autoscalers/manifest/documents.ts";
import { Problems } from "../autoscalers/manifest/problems.ts";
import type { AppliedForm, AppliedSettings, FleetToApply } from "./applied-form.ts";

const configSchema = z.looseObject({
  minWorkers: z.int().min(1).optional(),
  maxWorkers: z.int().min(1).optional(),
  batchSize: z.int().min(1).optional(),
  maxBatchDelay: z.int().min(0).optional(),
});

/** The `model-config.yaml` in a model archive of TorchServe (pytorch/serve docs, "Model config YAML"). Its delay is in whole milliseconds. */
export const torchserveConfig: AppliedForm = {
  kind: "torchserve",
  title: "TorchServe: model-config.yaml",
  file: "model-config.yaml",
  serves: ["torchserve"],
  write({ instances, maxBatch, maxDelayMs }: FleetToApply): string {
    const delayMs = Math.round(maxDelayMs);
    const rounded =
      delayMs === maxDelayMs
        ? ""
        : ` The delay of the plan, ${maxDelayMs} ms, is rounded: TorchServe takes whole milliseconds.`;
    const settings = {
      minWorkers: instances,
      maxWorkers: instances,
      batchSize: maxBatch,
      maxBatchDelay: delayMs,
    };
    return `# For torch-model-archiver --config-file.${rounded}\n${stringify(settings)}`;
  },
  recognises: (_, fields) =>
    fields !== null &&
    ["batchSize", "maxBatchDelay", "minWorkers", "maxWorkers"].some((field) => field in fields),
  read(text: string, source: string): AppliedSettings {
    const problems = new Problems(source);
    const config = problems.read(configSchema, readDocument(text, source));
    problems.throwIfAny();
    const { minWorkers = 1, maxWorkers = minWorkers, batchSize = 1, maxBatchDelay = 100 } = config ?? {};
    if (minWorkers !== maxWorkers)
      throw usageError(
        `${source}: workers between ${minWorkers} and ${maxWorkers} are not simulated`,
        "give minWorkers and maxWorkers the same value",
      );
    if (batchSize === 1) return { instances: minWorkers, batcher: "none" };
    return {
      instances: minWorkers,
      batcher: "torchserve",
      maxBatch: batchSize,
      maxDelay: `${maxBatchDelay}ms`,
    };
  },
};
