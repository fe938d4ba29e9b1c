import { z } from "zod";
import { plural } from "../../core/format.ts";
import type { Attempt, Ending } from "../attempt.ts";
import { defineGateway, type GatewayContext, type RunningGateway } from "./gateway.ts";

/** The ending of an attempt that is shed: what Envoy's circuit breakers and admission control answer. */
const SHED: Ending = {
  outcome: "error",
  failure: "http-status",
  status: 503,
  message: "admission control shed the request",
};

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
  start: ({ outstanding, per }, context) => new Limit(outstanding, per === "replica", context),
});

class Limit implements RunningGateway {
  readonly #most: number;
  readonly #isPerReplica: boolean;
  readonly #context: GatewayContext;
  #outstanding = 0;

  constructor(most: number, isPerReplica: boolean, context: GatewayContext) {
    this.#most = most;
    this.#isPerReplica = isPerReplica;
    this.#context = context;
  }

  send(attempt: Attempt): void {
    const { tally, next, sender, replicas } = this.#context;
    tally.countArrival(attempt);
    const most = this.#isPerReplica ? this.#most * replicas.count() : this.#most;
    if (this.#outstanding < most) {
      this.#outstanding++;
      next.send(attempt);
      return;
    }
    tally.countRefusal(attempt);
    sender.ended(attempt, SHED);
  }

  abandon(attempt: Attempt): void {
    this.#outstanding--;
    this.#context.next.abandon(attempt);
  }

  ended(attempt: Attempt, ending: Ending): void {
    this.#outstanding--;
    this.#context.sender.ended(attempt, ending);
  }
}
