import type { BatchingPolicy } from "../batching/policy.ts";
import { isQueueFull } from "../batching/policy.ts";
import { decide } from "../batching/rule.ts";
import type { Clock } from "../core/clock.ts";
import { concatenate, split } from "../wire/tensor/batch.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";
import { InferenceError } from "./inference-error.ts";
import { type Caller, type QueuedRequest, RequestQueue } from "./request-queue.ts";
import type { SessionPool } from "./session-pool.ts";
import type { AcceptedInputs } from "./signature.ts";
import type { ModelStatistics } from "./statistics.ts";

/**
 * The most batches that an instance holds at once. The second one lets its thread go on without waiting for this
 * thread. It must be complete: an incomplete batch could still grow while it waits.
 */
const BATCHES_PER_INSTANCE = 2;

type InstanceState = { inFlight: number; health: "up" | "recovering" | "given up" };

/** The queue of one model: forms batches by the batching rule and hands them to the session instances. */
export class Dispatcher {
  readonly #pool: SessionPool;
  readonly #policy: BatchingPolicy;
  readonly #clock: Clock;
  readonly #statistics: ModelStatistics;
  readonly #queue = new RequestQueue();
  readonly #instances: InstanceState[];
  #cancelWait: (() => void) | undefined;

  constructor(pool: SessionPool, policy: BatchingPolicy, clock: Clock, statistics: ModelStatistics) {
    this.#pool = pool;
    this.#policy = policy;
    this.#clock = clock;
    this.#statistics = statistics;
    this.#instances = Array.from({ length: pool.instances }, () => ({ inFlight: 0, health: "up" }));
  }

  /** The number of requests that wait or are being computed. */
  get pending(): number {
    return this.#queue.length + this.#running;
  }

  #running = 0;

  /** True until every instance has been lost and given up. */
  get alive(): boolean {
    return this.#instances.some(({ health }) => health !== "given up");
  }

  /**
   * Queues a request and resolves with its outputs. Rejects with `InferenceError` when it cannot be computed, at once
   * when the queue is full. A request whose caller goes away while it waits is dropped.
   */
  submit({ inputs, items, shapeKey }: AcceptedInputs, caller?: Caller): Promise<readonly Tensor[]> {
    const enqueuedMs = this.#clock.nowMs();
    if (!this.alive) {
      this.#statistics.recordFailure("unavailable", 0);
      return Promise.reject(givenUp());
    }
    if (isQueueFull(this.#queue.length, this.#policy)) {
      this.#statistics.recordFailure("queue_full", 0);
      const message = `the queue is full: ${this.#queue.length} requests wait`;
      return Promise.reject(new InferenceError("queue_full", message));
    }
    return new Promise((resolve, reject) => {
      const request = { inputs, items, shapeKey, enqueuedMs, resolve, reject };
      this.#queue.push(request);
      caller?.whenGone(() => this.#drop(request));
      this.#dispatch();
    });
  }

  #drop(request: QueuedRequest): void {
    if (!this.#queue.remove(request)) return;
    this.#statistics.recordFailure("cancelled", this.#clock.nowMs() - request.enqueuedMs);
    request.reject(new InferenceError("cancelled", "the client is gone"));
    this.#dispatch();
  }

  #dispatch(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    for (;;) {
      const instance = this.#nextInstance();
      if (instance === undefined) return;
      const decision = decide(this.#queue, this.#clock.nowMs(), this.#policy);
      const busy = (this.#instances[instance]?.inFlight ?? 0) > 0;
      if (decision.kind === "idle") return;
      if (decision.kind === "wait") {
        if (!busy) this.#waitUntil(decision.untilMs);
        return;
      }
      if (busy && !decision.complete) return;
      void this.#execute(instance, this.#queue.take(decision.requests));
    }
  }

  /** The index of the healthy instance with the fewest batches; undefined when every instance is full. */
  #nextInstance(): number | undefined {
    let best: number | undefined;
    let fewest = BATCHES_PER_INSTANCE;
    for (const [instance, { inFlight, health }] of this.#instances.entries()) {
      if (health !== "up" || inFlight >= fewest) continue;
      best = instance;
      fewest = inFlight;
    }
    return best;
  }

  /**
   * Dispatches again when the clock reads `untilMs`. Timers count whole milliseconds and may fire early, so the last
   * part of the wait uses `setImmediate`.
   */
  #waitUntil(untilMs: number): void {
    const leftMs = untilMs - this.#clock.nowMs();
    const again = () => this.#dispatch();
    if (leftMs >= 1) {
      const timer = setTimeout(again, Math.floor(leftMs));
      this.#cancelWait = () => clearTimeout(timer);
    } else {
      const immediate = setImmediate(again);
      this.#cancelWait = () => clearImmediate(immediate);
    }
  }

  async #execute(instance: number, requests: readonly QueuedRequest[]): Promise<void> {
    const state = this.#instances[instance];
    if (state === undefined) return;
    state.inFlight++;
    this.#running += requests.length;
    try {
      await this.#run(instance, requests);
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : cause;
      const error = new InferenceError("execution", `execution failed: ${said}`);
      for (const request of requests) {
        this.#statistics.recordFailure("execution", this.#clock.nowMs() - request.enqueuedMs);
        request.reject(error);
      }
      await this.#recover(instance, state);
    } finally {
      state.inFlight--;
      this.#running -= requests.length;
      this.#dispatch();
    }
  }

  async #run(instance: number, requests: readonly QueuedRequest[]): Promise<void> {
    const gatherMs = this.#clock.nowMs();
    const inputs = (requests[0]?.inputs ?? []).map((_, i) =>
      concatenate(requests.flatMap((request) => request.inputs[i] ?? [])),
    );
    const inputMs = this.#clock.nowMs() - gatherMs;
    const execution = this.#pool.run(instance, inputs);
    const { outputs, startedMs, endedMs } = await execution;

    const splitMs = this.#clock.nowMs();
    const rows = requests.map(({ items }) => items);
    const parts = this.#policy.dynamic
      ? outputs.map((tensor) => split(tensor, rows))
      : outputs.map((tensor) => [tensor]);
    const doneMs = this.#clock.nowMs();

    const times = { inputMs, inferMs: endedMs - startedMs, outputMs: doneMs - splitMs };
    const items = rows.reduce((sum, count) => sum + count, 0);
    this.#statistics.recordExecution(items, times, performance.timeOrigin + doneMs);
    for (const [i, request] of requests.entries()) {
      const queueMs = Math.max(0, startedMs - inputMs - request.enqueuedMs);
      this.#statistics.recordSuccess(doneMs - request.enqueuedMs, queueMs, times);
      request.resolve(parts.flatMap((part) => part[i] ?? []));
    }
  }

  async #recover(instance: number, state: InstanceState): Promise<void> {
    state.health = "recovering";
    state.health = (await this.#pool.recover(instance)) ? "up" : "given up";
    if (this.alive) return;
    for (const request of this.#queue.take(this.#queue.length)) {
      this.#statistics.recordFailure("unavailable", this.#clock.nowMs() - request.enqueuedMs);
      request.reject(givenUp());
    }
  }
}

function givenUp(): InferenceError {
  return new InferenceError("unavailable", "the model is not ready: its sessions failed and were given up");
}
