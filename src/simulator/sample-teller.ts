import type { Sample } from "../core/sample.ts";
import type { RequestSource } from "../scenario/request-source.ts";
import type { Call, Ending } from "./attempt.ts";

/** Called with each request that has an outcome, in the order of their ends. The object is reused: copy what you keep. */
export type OnSample = (sample: Readonly<Sample>) => void;

/** Called with a call that has an outcome, and the moment. */
export type OnEnded = (call: Call, ending: Ending, nowMs: number) => void;

/** Tells the outcomes of calls: as samples, and to the source, whose next requests may follow from them. */
export class SampleTeller {
  readonly #source: RequestSource;
  readonly #onSample: OnSample;
  readonly #onEnded: OnEnded | null;
  readonly #sample: Sample = {
    seq: 0,
    shard: 0,
    phase: "warmup",
    endpoint: 0,
    items: 1,
    intendedMs: 0,
    sentMs: 0,
    firstByteMs: null,
    doneMs: 0,
    bytes: 0,
    outcome: "ok",
    failure: "none",
    status: 0,
  };

  constructor(source: RequestSource, onSample: OnSample, onEnded: OnEnded | null) {
    this.#onEnded = onEnded;
    this.#source = source;
    this.#onSample = onSample;
  }

  /** @param replica number of the replica that answered; -1 for none; @param sentMs null for a call that was never sent */
  tell(call: Call, replica: number, ending: Ending, sentMs: number | null, nowMs: number): void {
    const sample = this.#sample;
    sample.seq = call.seq;
    sample.phase = call.phase;
    sample.endpoint = replica;
    sample.items = call.items;
    sample.intendedMs = call.intendedMs;
    sample.sentMs = sentMs;
    sample.doneMs = nowMs;
    sample.outcome = ending.outcome;
    sample.failure = ending.failure;
    sample.status = ending.status;
    this.#onSample(sample);
    this.#onEnded?.(call, ending, nowMs);
    this.#source.ended(call.seq, nowMs, ending.outcome === "ok");
  }
}
