import { stringify } from "yaml";
import { z } from "zod";
import { readDocument } from "../autoscalers/manifest/documents.ts";
import { Problems } from "../autoscalers/manifest/problems.ts";
import { type AppliedForm, type AppliedSettings, type FleetToApply, resourceName } from "./applied-form.ts";

/** Requests at once that a replica takes on; more wait in front of it. The fleet that was simulated has no such limit. */
const WIDE_ENOUGH = 100_000;

const configSchema = z.looseObject({
  applications: z
    .array(
      z.looseObject({
        deployments: z
          .array(
            z.looseObject({
              num_replicas: z.int().min(1).default(1),
              max_ongoing_requests: z.int().min(1).optional(),
              autoscaling_config: z.undefined("autoscaling of Ray Serve is not simulated").optional(),
              user_config: z
                .looseObject({
                  max_batch_size: z.int().min(1).default(10),
                  batch_wait_timeout_s: z.number().min(0).default(0.01),
                  max_concurrent_batches: z.int().min(1).default(1),
                })
                .optional(),
            }),
          )
          .length(1, "one deployment can be simulated"),
      }),
    )
    .length(1, "one application can be simulated"),
});

/**
 * The config file of Ray Serve (docs.ray.io, "Serve Config Files"). The settings of `@serve.batch` stand in `user_config`, whose
 * `reconfigure` hands them to `set_max_batch_size` and `set_batch_wait_timeout_s`.
 */
export const rayServeConfig: AppliedForm = {
  kind: "ray-serve",
  title: "Ray Serve: the config file of serve deploy",
  file: "serve-config.yaml",
  serves: ["ray-serve"],
  write({ name, replicas, gpus, instances, maxBatch, maxDelayMs }: FleetToApply): string {
    const config = {
      applications: [
        {
          name: resourceName(name),
          route_prefix: "/",
          import_path: "app:app",
          deployments: [
            {
              name: "Model",
              num_replicas: replicas,
              max_ongoing_requests: WIDE_ENOUGH,
              ray_actor_options: { num_gpus: gpus ?? 0 },
              user_config: {
                max_batch_size: maxBatch,
                batch_wait_timeout_s: maxDelayMs / 1000,
                max_concurrent_batches: instances,
              },
            },
          ],
        },
      ],
    };
    return [
      "# import_path and the name of the deployment are yours. reconfigure(user_config) hands the first two to set_max_batch_size and",
      "# set_batch_wait_timeout_s of the method with @serve.batch; max_concurrent_batches is an argument of that decorator.",
      stringify(config, { aliasDuplicateObjects: false }),
    ].join("\n");
  },
  recognises: (_, fields) => fields !== null && "applications" in fields,
  read(text: string, source: string): AppliedSettings {
    const problems = new Problems(source);
    const config = problems.read(configSchema, readDocument(text, source));
    const deployment = config?.applications[0]?.deployments[0];
    const user = deployment?.user_config;
    const most = deployment?.max_ongoing_requests;
    const together = (user?.max_batch_size ?? 1) * (user?.max_concurrent_batches ?? 1);
    if (most !== undefined && most < together)
      problems.add(
        ["applications", 0, "deployments", 0, "max_ongoing_requests"],
        `${most} is less than the ${together} requests of its batches, and such a limit is not simulated`,
      );
    problems.throwIfAny();
    const replicas = deployment?.num_replicas ?? 1;
    if (user === undefined) return { replicas, batcher: "none" };
    const {
      max_batch_size: maxBatch,
      batch_wait_timeout_s: waitSec,
      max_concurrent_batches: instances,
    } = user;
    const maxDelay = `${1000 * waitSec}ms`;
    return { replicas, instances, batcher: "ray-serve", maxBatch, maxDelay };
  },
};
