import { stringify } from "yaml";
import { z } from "zod";
import { readDocument } from "../autoscalers/manifest/documents.ts";
import { COMMON_FIELDS } from "../autoscalers/manifest/metadata.ts";
import { Problems } from "../autoscalers/manifest/problems.ts";
import { type AppliedForm, type AppliedSettings, type FleetToApply, resourceName } from "./applied-form.ts";

const deploymentSchema = z.strictObject({
  ...COMMON_FIELDS,
  spec: z.looseObject({ replicas: z.int().min(1).default(1) }),
});

/**
 * A Deployment of Kubernetes (`apps/v1`): so many replicas, one on each machine, as the price of a plan counts them, with all GPUs of the machine.
 * A replica of CPU is kept apart from the others by anti-affinity alone: what it asks for in cores and memory is the user's to say.
 */
export const deployment: AppliedForm = {
  kind: "deployment",
  title: "Kubernetes: the Deployment",
  file: "deployment.yaml",
  serves: ["triton", "torchserve", "none"],
  write({ name, replicas, gpus }: FleetToApply): string {
    const app = resourceName(name);
    const selector = { matchLabels: { app } };
    const manifest = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: app },
      spec: {
        replicas,
        selector,
        template: {
          metadata: { labels: { app } },
          spec: {
            affinity: {
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  { labelSelector: selector, topologyKey: "kubernetes.io/hostname" },
                ],
              },
            },
            containers: [
              {
                name: "server",
                image: "your-server-image",
                ...(gpus === null || gpus === 0 ? {} : { resources: { limits: { "nvidia.com/gpu": gpus } } }),
              },
            ],
          },
        },
      },
    };
    return `# The image, its ports and probes${gpus === null ? ", and what it asks for in cores and memory," : ""} are yours.\n${stringify(manifest, { aliasDuplicateObjects: false })}`;
  },
  recognises: (_, fields) => fields?.kind === "Deployment",
  read(text: string, source: string): AppliedSettings {
    const problems = new Problems(source);
    const read = problems.read(deploymentSchema, readDocument(text, source));
    problems.throwIfAny();
    return { replicas: read?.spec.replicas ?? 1 };
  },
};
