import { z } from "zod";
import { plural } from "../../core/format.ts";
import { Admission } from "./admission.ts";
import { defineGateway } from "./gateway.ts";

/**
 * Sheds load by concurrency, as Envoy's circuit breaker `max_requests` does: by Little's law, a limit on what is outstanding is one on
 * the wait, whatever the rate.
 */
export const limit = defineGateway({
  kind: "limit",
  title: "refuses at once what comes while too many requests are outstanding",
  example: "limit:64,per=replica",
  options: z.strictObject({
    kind: z.literal("limit"),
    outstanding: z.number().int().min(1).max(1e9).describe("most requests behind it that are not answered"),
    per: z
      .enum(["fleet", "replica"])
      .default("fleet")
      .describe("whether that is for all replicas together, or for each that gets new requests"),
  }),
  first: "outstanding",
  describe: ({ outstanding, per }) =>
    `admission control: at most ${plural(outstanding, "request")} outstanding${per === "fleet" ? "" : " for each replica"}, others are refused`,
  start: ({ outstanding: most, per }, context) =>
    new Admission(
      (outstanding, replicas) => outstanding < (per === "replica" ? most * replicas : most),
      context,
    ),
});
