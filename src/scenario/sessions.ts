import { z } from "zod";
import { MinHeap } from "../core/min-heap.ts";
import { createRng, normal, type Rng } from "../core/rng.ts";
import { startPicking } from "../payloads/repetition/index.ts";
import type { DueRequest, RequestSource } from "./request-source.ts";
import { ScheduleCursor, type SchedulePlan, type Stripe } from "./schedule.ts";

/** Options of a session: how it continues after its first request. */
export const sessionOptionsSchema = z.strictObject({
  turns: z
    .strictObject({ mean: z.number().min(1).max(1000).describe("mean number of requests of a session") })
    .describe("geometric: after each answer the user stays with the same probability"),
  thinkMs: z
    .strictObject({
      mean: z.number().min(0).max(3_600_000).describe("mean, ms"),
      cv: z.number().min(0).max(10).default(1).describe("coefficient of variation"),
    })
    .describe("pause between an answer and the next request, lognormal"),
});

export type SessionOptions = z.output<typeof sessionOptionsSchema>;

/**
 * First number by which later turns draw payloads. First turns draw by the numbers of the sessions, which are lower.
 */
const LATER_TURNS = 2 ** 30;
const TURNS_APART = 1024;

interface Session {
  readonly seq: number;
  readonly rng: Rng;
  turn: number;
  readonly turns: number;
}

/**
 * Partly open traffic (Schroeder, Wierman & Harchol-Balter, NSDI 2006): sessions arrive whatever the server does,
 * and within a session the next request is intended at the previous answer + think time. So the sessions are a
 * schedule, and their later requests follow the server: a slow server is asked less.
 *
 * A session ends after its last turn, when a request fails (the user leaves), or when the measured part is over.
 * Turns and think times are drawn per session, so they do not depend on the number of workers.
 */
export class SessionSource implements RequestSource {
  readonly #plan: SchedulePlan;
  readonly #options: SessionOptions;
  readonly #starts: ScheduleCursor;
  readonly #pickPayload: (counter: number, progress: number) => number;
  readonly #waiting = new MinHeap<Session>();
  readonly #asking = new Map<number, Session>();
  #nextStartMs = 0;

  constructor(plan: SchedulePlan, options: SessionOptions, stripe: Stripe) {
    this.#plan = plan;
    this.#options = options;
    this.#starts = new ScheduleCursor(plan, stripe);
    const { repetition = { kind: "uniform" }, payloads, payloadSeed = plan.seed } = plan;
    this.#pickPayload = startPicking(repetition, payloads, payloadSeed);
    this.#advance();
  }

  get dueMs(): number {
    return Math.min(this.#nextStartMs, this.#waiting.minKey);
  }

  take(): DueRequest {
    return this.#waiting.minKey < this.#nextStartMs ? this.#takeTurn() : this.#takeStart();
  }

  ended(seq: number, freeMs: number, ok: boolean): void {
    const session = this.#asking.get(seq);
    if (session === undefined) return;
    this.#asking.delete(seq);
    if (!ok || session.turn >= session.turns) return;
    const { mean, cv } = this.#options.thinkMs;
    const nextMs = freeMs + lognormal(session.rng, mean, cv);
    if (nextMs < this.#plan.warmupMs + this.#plan.measureMs) this.#waiting.push(nextMs, session);
  }

  #takeStart(): DueRequest {
    const { seq, phase, intendedMs, payloadIndex } = this.#starts;
    const rng = createRng(this.#plan.seed, `session ${seq}`);
    this.#asking.set(seq, { seq, rng, turn: 1, turns: geometric(rng, this.#options.turns.mean) });
    this.#advance();
    return { seq, phase, intendedMs, payloadIndex };
  }

  #takeTurn(): DueRequest {
    const intendedMs = this.#waiting.minKey;
    const session = this.#waiting.pop();
    session.turn++;
    this.#asking.set(session.seq, session);
    const { warmupMs, measureMs } = this.#plan;
    const counter = LATER_TURNS + session.seq * TURNS_APART + session.turn;
    return {
      seq: session.seq,
      phase: intendedMs < warmupMs ? "warmup" : "measure",
      intendedMs,
      payloadIndex: this.#pickPayload(counter, Math.max(0, (intendedMs - warmupMs) / measureMs)),
    };
  }

  #advance(): void {
    this.#nextStartMs = this.#starts.next() ? this.#starts.intendedMs : Number.POSITIVE_INFINITY;
  }
}

/** Geometric draw on 1, 2, … with the given mean. */
function geometric(rng: Rng, mean: number): number {
  return mean === 1 ? 1 : 1 + Math.floor(Math.log(1 - rng()) / Math.log(1 - 1 / mean));
}

/** Lognormal draw by mean and coefficient of variation: σ² = ln(1 + cv²), μ = ln(mean) − σ²/2. */
function lognormal(rng: Rng, mean: number, cv: number): number {
  if (mean === 0 || cv === 0) return mean;
  const variance = Math.log(1 + cv ** 2);
  return mean * Math.exp(normal(rng) * Math.sqrt(variance) - variance / 2);
}
