import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import { Admission } from "./admission.ts";
import { defineGateway } from "./gateway.ts";

const HOUR_MS = 3_600_000;

/**
 * Sheds load by expected wait: what is outstanding, times the time that a replica takes for each request, over the replicas that share it.
 * That time is stated, as an operator does who measured what a replica can do: one that was learned from answers would take the pauses
 * between rare requests for slowness.
 */
export const wait = defineGateway({
  kind: "wait",
  title: "refuses at once what would wait too long, by what is outstanding and the time that each takes",
  example: "wait:50ms,service=2ms",
  options: z.strictObject({
    kind: z.literal("wait"),
    mostMs: z
      .number()
      .min(0)
      .max(HOUR_MS)
      .describe("longest wait that is expected of a request which is let through"),
    serviceMs: z
      .number()
      .gt(0)
      .max(HOUR_MS)
      .describe("time that a replica takes for each request where it is busy: 1 over its highest rate"),
  }),
  first: "mostMs",
  describe: ({ mostMs, serviceMs }) =>
    `admission control: a wait of ${formatSpan(mostMs)} at most is expected, at ${formatSpan(serviceMs)} a request for each replica; others are refused`,
  start: ({ mostMs, serviceMs }, context) =>
    new Admission(
      (outstanding, replicas) => replicas > 0 && outstanding * serviceMs <= mostMs * replicas,
      context,
    ),
});
