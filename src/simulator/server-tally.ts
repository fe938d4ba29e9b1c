import type { Group } from "./group.ts";
import type { ServiceTime } from "./service/service-model.ts";

/** What the servers of a fleet count, as Triton's statistics do: sums over the measured part. */
export class ServerTally {
  executions = 0;
  requests = 0;
  items = 0;
  refused = 0;
  queueMs = 0;
  inputMs = 0;
  computeMs = 0;
  outputMs = 0;
  readonly #fromMs: number;
  readonly #untilMs: number;

  /** @param fromMs begin of the measured part on the virtual clock; @param untilMs its end */
  constructor(fromMs: number, untilMs: number) {
    this.#fromMs = fromMs;
    this.#untilMs = untilMs;
  }

  /** Counts an execution that has just ended. The computing time is what it took, with others on its device. */
  add(group: Group, { inputMs, outputMs }: ServiceTime, nowMs: number): void {
    if (nowMs < this.#fromMs || nowMs >= this.#untilMs) return;
    const { requests, items, attempts } = group;
    this.executions++;
    this.requests += requests;
    this.items += items;
    const startedMs = attempts[0]?.startedMs ?? nowMs;
    this.inputMs += requests * inputMs;
    this.outputMs += requests * outputMs;
    this.computeMs += requests * (nowMs - startedMs - inputMs - outputMs);
    for (const attempt of attempts) this.queueMs += attempt.startedMs - attempt.enqueuedMs;
  }
}
