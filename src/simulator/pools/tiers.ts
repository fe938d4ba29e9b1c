import { z } from "zod";
import { formatSpan, plural } from "../../core/format.ts";
import { fixed } from "../networks/fixed.ts";
import { delayOption } from "../networks/network-kind.ts";
import { readOptions } from "../option-spec.ts";
import type { Pool } from "./pool.ts";
import { replicasOption, speedOption } from "./pool-options.ts";

const tiersSchema = z.strictObject({
  edge: replicasOption("replicas at the edge, the first ones"),
  below: z.number().positive().describe("length from which a request goes to the central replicas"),
  networkMs: delayOption("time each way between clients and the edge"),
  speed: speedOption("speed of a replica at the edge").default(1),
});

/** Reads `--tiers`, such as `edge=2,below=128,network=1ms`: short requests are answered near, long ones far. @throws usage error */
export function parseTiers(spec: string): Pool {
  const example = "edge=2,below=128,network=1ms,speed=0.5";
  const { edge, below, networkMs, speed } = readOptions("--tiers", tiersSchema, undefined, spec, example);
  const network = fixed.create({ kind: "fixed", timeMs: networkMs });
  return {
    words: `${plural(edge, "replica")} at the edge for requests shorter than ${below}, ${formatSpan(networkMs)} each way, speed ${speed}`,
    replicas: edge,
    speed,
    weight: 1,
    network,
    start: () => (attempt) => attempt.call.length < below,
  };
}
