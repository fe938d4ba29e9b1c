import { z } from "zod";
import type { RawManifest } from "./documents.ts";
import { METRICS_ANNOTATION, MetricNames, pairsIn } from "./metric-names.ts";
import type { Problems } from "./problems.ts";

/** The metadata of an object: of interest are its annotations, which hold texts alone. */
export const metadataSchema = z
  .looseObject({ annotations: z.record(z.string(), z.string()).nullish() })
  .nullish();

export type Metadata = z.output<typeof metadataSchema>;

/** The fields beside `spec` that every object of Kubernetes has. */
export const COMMON_FIELDS = {
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema,
  status: z.unknown().optional(),
};

/** What is handed to every reader of manifests. */
export interface ManifestInput {
  readonly manifest: RawManifest;
  /** Pairs `metric=figure` that were given apart from the manifest. They win over its annotation. */
  readonly pairs: readonly string[];
  readonly problems: Problems;
}

/** What the metrics of a manifest are taken for, by its annotation and by what was given apart from it. */
export function metricNames(metadata: Metadata, pairs: readonly string[], problems: Problems): MetricNames {
  const annotated = pairsIn(metadata?.annotations?.[METRICS_ANNOTATION] ?? "");
  return new MetricNames([...annotated, ...pairs], problems);
}
