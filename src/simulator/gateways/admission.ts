import type { Attempt, Ending } from "../attempt.ts";
import type { GatewayContext, RunningGateway } from "./gateway.ts";

/** The ending of an attempt that is shed: what Envoy's circuit breakers and admission control answer. */
const SHED: Ending = {
  outcome: "error",
  failure: "http-status",
  status: 503,
  message: "admission control shed the request",
};

/** Whether one more request is let through, where so many are outstanding behind the gateway and so many replicas get new requests. */
export type Admits = (outstanding: number, replicas: number) => boolean;

/** A gateway that lets a request through or refuses it at once, by what is outstanding behind it. */
export class Admission implements RunningGateway {
  readonly #admits: Admits;
  readonly #context: GatewayContext;
  #outstanding = 0;

  constructor(admits: Admits, context: GatewayContext) {
    this.#admits = admits;
    this.#context = context;
  }

  send(attempt: Attempt): void {
    const { tally, next, sender, replicas } = this.#context;
    tally.countArrival(attempt);
    if (this.#admits(this.#outstanding, replicas.count())) {
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
