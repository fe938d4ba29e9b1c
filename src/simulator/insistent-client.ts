import { createRng, type Rng } from "../core/rng.ts";
import type { DueRequest, RequestSource } from "../scenario/request-source.ts";
import { Attempt, type Call, type Ending, TIMED_OUT } from "./attempt.ts";
import { type Caller, type ClientPlan, type OnSend, SHED } from "./client.ts";
import type { Entrance } from "./entrance.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Hedging, Retries } from "./persistence.ts";
import { Pursuit } from "./pursuit.ts";
import { RetryBudget } from "./retry-budget.ts";
import { type OnSample, SampleTeller } from "./sample-teller.ts";
import { UnderWay } from "./under-way.ts";

/** Longest backoff, in bases of it. */
const LONGEST_BACKOFF = 10;

/**
 * Clients that send a request again: after a failure, with backoff and within a budget, or beside the first where its answer is
 * late, and the first good answer wins. The timeout is that of the request with all its attempts; it keeps its first moments.
 */
export class InsistentClient implements Caller {
  inFlight = 0;
  peakInFlight = 0;
  /** Attempts of the measured part that followed a failure, and those that were sent beside a late one. */
  retried = 0;
  hedged = 0;
  /** Requests of the measured part that an attempt sent beside a late one answered. */
  wonByHedge = 0;
  readonly #events: EventQueue;
  readonly #plan: ClientPlan;
  readonly #retries: Retries | null;
  readonly #hedge: Hedging | null;
  readonly #teller: SampleTeller;
  readonly #onSend: OnSend;
  readonly #budget: RetryBudget;
  readonly #rng: Rng;
  readonly #pursuits = new UnderWay<Pursuit>();

  constructor(
    events: EventQueue,
    plan: ClientPlan,
    source: RequestSource,
    onSample: OnSample,
    onSend: OnSend,
    seed: number,
  ) {
    this.#events = events;
    this.#plan = plan;
    this.#retries = plan.retries ?? null;
    this.#hedge = plan.hedge ?? null;
    this.#teller = new SampleTeller(source, onSample, plan.onEnded ?? null);
    this.#onSend = onSend;
    this.#budget = new RetryBudget(plan.retries?.budget ?? 0);
    this.#rng = createRng(seed, "backoff");
  }

  get nextTimeoutMs(): number {
    const { oldest } = this.#pursuits;
    return oldest === null ? Number.POSITIVE_INFINITY : oldest.sentMs + this.#plan.timeoutMs;
  }

  issue(due: DueRequest, entrance: Entrance): void {
    const { nowMs } = this.#events;
    const priority = this.#plan.priorityOf?.(due.seq) ?? 0;
    const pursuit = new Pursuit(due, nowMs, this.#plan.sizeOf(due.payloadIndex), priority, entrance);
    if (this.inFlight >= this.#plan.maxInFlight) {
      this.#teller.tell(pursuit, -1, SHED, null, nowMs);
      return;
    }
    this.inFlight++;
    if (this.inFlight > this.peakInFlight) this.peakInFlight = this.inFlight;
    this.#onSend(nowMs, due.phase === "warmup");
    this.#budget.earn();
    this.#pursuits.add(pursuit);
    if (this.#hedge !== null) this.#planHedge(pursuit, this.#hedge);
    this.#try(pursuit, false);
  }

  timeOut(): void {
    const pursuit = this.#pursuits.oldest;
    if (pursuit !== null) this.#finish(pursuit, pursuit.lastAttempt, TIMED_OUT);
  }

  cancel(ending: Ending): void {
    for (let one = this.#pursuits.oldest; one !== null; one = this.#pursuits.oldest)
      this.#finish(one, one.lastAttempt, ending);
  }

  ended(attempt: Attempt, ending: Ending): void {
    const pursuit = pursuitOf(attempt.call);
    pursuit.live.splice(pursuit.live.indexOf(attempt), 1);
    if (ending.outcome === "ok") {
      if (pursuit.hedges.has(attempt) && pursuit.phase !== "warmup") this.wonByHedge++;
      this.#finish(pursuit, attempt, ending);
    } else if (pursuit.live.length === 0) this.#failed(pursuit, attempt, ending);
  }

  /** Nothing of a request is under way any more: it is tried again, or has failed. */
  #failed(pursuit: Pursuit, attempt: Attempt, ending: Ending): void {
    const retries = this.#retries;
    if (retries === null || pursuit.retries >= retries.max || !this.#budget.take()) {
      this.#finish(pursuit, attempt, ending);
      return;
    }
    pursuit.retries++;
    // Envoy's fully jittered backoff: uniform over 0 to (2^N − 1)·B before the N-th retry, at most ten times B.
    const widest = Math.min(2 ** pursuit.retries - 1, LONGEST_BACKOFF) * retries.backoffMs;
    this.#after(widest * this.#rng(), () => {
      if (pursuit.isOver) return;
      if (pursuit.phase !== "warmup") this.retried++;
      this.#try(pursuit, false);
    });
  }

  #try(pursuit: Pursuit, isHedge: boolean): void {
    const attempt = new Attempt(pursuit);
    attempt.sentMs = this.#events.nowMs;
    pursuit.live.push(attempt);
    pursuit.lastAttempt = attempt;
    if (isHedge) pursuit.hedges.add(attempt);
    const tryMs = this.#retries?.tryMs;
    if (tryMs !== undefined) this.#after(tryMs, () => this.#giveUp(pursuit, attempt));
    pursuit.entrance.send(attempt);
  }

  /** A try has had no answer for too long. */
  #giveUp(pursuit: Pursuit, attempt: Attempt): void {
    if (!pursuit.live.includes(attempt)) return;
    pursuit.entrance.abandon(attempt);
    this.ended(attempt, TIMED_OUT);
  }

  #planHedge(pursuit: Pursuit, hedge: Hedging): void {
    this.#after(hedge.afterMs, () => {
      if (pursuit.isOver) return;
      if (pursuit.live.length > 0) {
        if (pursuit.phase !== "warmup") this.hedged++;
        this.#try(pursuit, true);
      }
      if (pursuit.hedges.size < hedge.max) this.#planHedge(pursuit, hedge);
    });
  }

  #finish(pursuit: Pursuit, last: Attempt | null, ending: Ending): void {
    pursuit.isOver = true;
    for (const late of pursuit.live.splice(0)) pursuit.entrance.abandon(late);
    this.#pursuits.remove(pursuit);
    this.inFlight--;
    this.#teller.tell(pursuit, last?.replica ?? -1, ending, pursuit.sentMs, this.#events.nowMs);
  }

  #after(delayMs: number, happen: () => void): void {
    this.#events.schedule(this.#events.nowMs + delayMs, { happen });
  }
}

/** The pursuit behind a call. The cast is sound: this client makes its calls of nothing else. */
const pursuitOf = (call: Call): Pursuit => call as Pursuit;
