import { usageError } from "../../../core/errors.ts";
import { type AutoscalerChoice, autoscalerSchema } from "../index.ts";
import { type RawManifest, readDocument } from "./documents.ts";
import { readHpa } from "./hpa-manifest.ts";
import { readKnativeRevision, readKnativeService } from "./knative-service.ts";
import type { ManifestInput } from "./metadata.ts";
import { Problems } from "./problems.ts";
import { readScaledObject } from "./scaled-object.ts";

/** A kind of manifest that tells how a fleet is scaled. */
interface ManifestKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Options of an autoscaler; undefined where the problems say why there are none. */
  readonly read: (input: ManifestInput) => object | undefined;
}

/** Every kind of manifest that is read. A new one needs its file and its line here. */
const MANIFESTS: readonly ManifestKind[] = [
  { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", read: readHpa },
  { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject", read: readScaledObject },
  { apiVersion: "serving.knative.dev/v1", kind: "Service", read: readKnativeService },
  { apiVersion: "serving.knative.dev/v1", kind: "Configuration", read: readKnativeService },
  { apiVersion: "serving.knative.dev/v1", kind: "Revision", read: readKnativeRevision },
];

/**
 * Reads the manifest of an autoscaler, as it is applied to a cluster, from its text.
 *
 * @param source what messages call the text, such as the name of its file
 * @param pairs what metrics of the manifest are in the simulation, each as `metric=figure`
 * @throws usage error with everything that is wrong with it, each with its place
 */
export function readAutoscalerManifest(
  text: string,
  source: string,
  pairs: readonly string[] = [],
): AutoscalerChoice {
  const manifest = readDocument(text, source);
  const problems = new Problems(source);
  const options = kindOf(manifest, source).read({ manifest, pairs, problems });
  problems.throwIfAny();
  return autoscalerSchema.parse(options);
}

function kindOf({ apiVersion, kind }: RawManifest, source: string): ManifestKind {
  const found = MANIFESTS.find((known) => known.kind === kind && known.apiVersion === apiVersion);
  if (found !== undefined) return found;
  const known = MANIFESTS.map((each) => `${each.kind} of ${each.apiVersion}`).join(", ");
  const otherVersion = MANIFESTS.find(
    (each) => each.kind === kind && groupOf(each.apiVersion) === groupOf(apiVersion),
  );
  if (otherVersion !== undefined)
    throw usageError(
      `${source}: apiVersion is ${written(apiVersion)}, and a ${otherVersion.kind} is read as ${otherVersion.apiVersion}`,
      "let the cluster convert it, as with: kubectl get hpa.v2.autoscaling NAME -o yaml",
    );
  throw usageError(
    `${source}: ${written(kind)} of ${written(apiVersion)} is not the manifest of an autoscaler that is simulated`,
    `name one of ${known}`,
  );
}

function groupOf(apiVersion: unknown): string {
  return String(apiVersion).split("/")[0] ?? "";
}

function written(value: unknown): string {
  return typeof value === "string"
    ? `"${value.slice(0, 80)}"`
    : `${value === undefined ? "nothing" : "no text"}`;
}
