import { z } from "zod";
import { isOfAutoscaling, knativeOptions } from "./knative-annotations.ts";
import { COMMON_FIELDS, type ManifestInput, metadataSchema, metricNames } from "./metadata.ts";

const concurrency = z.int().min(0).max(1000).nullish();

/** What a revision runs is of no interest here: only how much of it a replica takes at once. */
const revisionSpecSchema = z.looseObject({ containerConcurrency: concurrency });

const serviceSchema = z.strictObject({
  ...COMMON_FIELDS,
  spec: z.looseObject({
    template: z.looseObject({ metadata: metadataSchema, spec: revisionSpecSchema.nullish() }),
  }),
});

const revisionSchema = z.strictObject({ ...COMMON_FIELDS, spec: revisionSpecSchema });

/** Reads a Service or a Configuration of Knative. Undefined where there are problems. */
export function readKnativeService({ manifest, pairs, problems }: ManifestInput): object | undefined {
  const read = problems.read(serviceSchema, manifest);
  if (read === undefined) return undefined;
  metricNames(read.metadata, pairs, problems).refuseOthers();
  for (const key of Object.keys(read.metadata?.annotations ?? {}))
    if (isOfAutoscaling(key))
      problems.add(
        ["metadata", "annotations", key],
        "it counts only under spec.template.metadata.annotations",
      );
  const { metadata, spec } = read.spec.template;
  const path = ["spec", "template", "metadata", "annotations"];
  return knativeOptions(metadata?.annotations ?? {}, spec?.containerConcurrency ?? 0, path, problems);
}

/** Reads a Revision of Knative. Undefined where there are problems. */
export function readKnativeRevision({ manifest, pairs, problems }: ManifestInput): object | undefined {
  const read = problems.read(revisionSchema, manifest);
  if (read === undefined) return undefined;
  metricNames(read.metadata, pairs, problems).refuseOthers();
  const { metadata, spec } = read;
  return knativeOptions(
    metadata?.annotations ?? {},
    spec.containerConcurrency ?? 0,
    ["metadata", "annotations"],
    problems,
  );
}
