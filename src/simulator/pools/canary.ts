import { z } from "zod";
import { formatNumber, plural } from "../../core/format.ts";
import { readOptions } from "../option-spec.ts";
import type { Pool } from "./pool.ts";
import { replicasOption, speedOption } from "./pool-options.ts";

const canarySchema = z.strictObject({
  share: z.number().gt(0).lt(1).describe("share of the requests that the canaries get"),
  replicas: replicasOption("replicas that are canaries, the first ones").default(1),
  speed: speedOption("speed of a canary").default(1),
});

/**
 * Reads `--canary`, such as `share=0.05,replicas=1,speed=0.8`: each request, and each of its attempts, is drawn for the canaries or not.
 *
 * @throws usage error
 */
export function parseCanary(spec: string): Pool {
  const example = "share=0.05,replicas=1,speed=0.8";
  const { share, replicas, speed } = readOptions("--canary", canarySchema, "share", spec, example);
  return {
    words: `${plural(replicas, "replica")} with ${formatNumber(100 * share, 3)} % of the requests, speed ${speed}`,
    replicas,
    speed,
    weight: 1,
    network: null,
    start: (rng) => () => rng() < share,
  };
}
