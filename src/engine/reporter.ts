import { type Phase, type Sample, SampleBlock } from "../core/sample.ts";
import type { FailureExample, FromWorker } from "./messages.ts";

const REPORT_EVERY_MS = 100;
const BLOCK_SAMPLES = 2048;

/** Collects what happened in a worker and sends it on in blocks, so that memory does not grow with the run. */
export class Reporter {
  readonly #send: (message: FromWorker, transfer?: ArrayBuffer[]) => void;
  readonly #nowMs: () => number;
  readonly #seenExamples = new Set<string>();
  #block = new SampleBlock(BLOCK_SAMPLES);
  #sends: number[] = [];
  #warmupSends = 0;
  #examples: FailureExample[] = [];
  #maxInFlight = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (message: FromWorker, transfer?: ArrayBuffer[]) => void, nowMs: () => number) {
    this.#send = send;
    this.#nowMs = nowMs;
  }

  start(): void {
    this.#timer = setInterval(() => this.#flush(), REPORT_EVERY_MS);
  }

  sent(sentMs: number, phase: Phase, inFlight: number): void {
    this.#sends.push(sentMs);
    if (phase === "warmup") this.#warmupSends++;
    if (inFlight > this.#maxInFlight) this.#maxInFlight = inFlight;
  }

  record(sample: Sample): void {
    this.#block.push(sample);
    if (this.#block.full) this.#flush();
  }

  example(example: FailureExample): void {
    const key = `${example.outcome} ${example.failure} ${example.status}`;
    if (this.#seenExamples.has(key)) return;
    this.#seenExamples.add(key);
    this.#examples.push(example);
  }

  finish(): void {
    clearInterval(this.#timer);
    this.#flush();
  }

  #flush(): void {
    const { rows, count } = this.#block;
    const sends = Float64Array.from(this.#sends);
    this.#send(
      {
        kind: "report",
        rows,
        count,
        sends,
        warmupSends: this.#warmupSends,
        upToMs: this.#nowMs(),
        maxInFlight: this.#maxInFlight,
        examples: this.#examples,
      },
      [rows.buffer as ArrayBuffer, sends.buffer],
    );
    this.#block = new SampleBlock(BLOCK_SAMPLES);
    this.#sends = [];
    this.#warmupSends = 0;
    this.#examples = [];
    this.#maxInFlight = 0;
  }
}
