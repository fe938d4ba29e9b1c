import { Worker } from "node:worker_threads";
import type { Clock } from "../core/clock.ts";
import { workerEntry } from "../core/worker-entry.ts";

/** The memory shared with the pacer thread: a counter whose change wakes it, and the time to wake up at, ms. */
export interface PacerShared {
  readonly control: Int32Array;
  readonly wakeAtMs: Float64Array;
}

/** The value of the counter that ends the pacer thread. */
export const PACER_CLOSED = -1;

/** The time before a moment at which the pacer stops sleeping and starts spinning, ms. */
const SPIN_MS = 0.3;
/**
 * The time between two turns of the event loop while the pacer spins, ms. Every turn and every reading of the clock
 * makes garbage, and each collection stops the thread for 0.2–0.5 ms, so both are no more frequent than useful.
 */
const LOOK_EVERY_MS = 0.01;
/** The number of atomic loads between two readings of the clock, which fill the time without making garbage. */
const LOADS_BETWEEN_LOOKS = 200;
/** The longest empty turn of the event loop, ms. An empty turn takes a few µs; a longer one did some work. */
const EMPTY_TURN_MS = 0.02;

/**
 * Calls back at given moments, never early, and late by a few µs when the machine is free.
 *
 * Node's timers are not precise enough: they round to whole milliseconds and fired 0.7 ms late in the median.
 * Spinning for the whole gap is exact, but takes a core from the server under test. So a separate thread sleeps on a
 * futex (late by 0.05–0.2 ms) until `SPIN_MS` before the moment and wakes the event loop of this thread. Only the
 * rest is spun on `setImmediate`, which keeps sockets served. Measured: docs/adr/0003-pacing.md.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #onDue: () => void;
  readonly #shared: PacerShared;
  readonly #thread: Worker;
  readonly #spin = () => this.#turn();
  #dueMs = Number.POSITIVE_INFINITY;
  #lastTurnMs = 0;
  #spunMs = 0;

  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
    this.#shared = {
      control: new Int32Array(new SharedArrayBuffer(4)),
      wakeAtMs: new Float64Array(new SharedArrayBuffer(8)),
    };
    this.#thread = new Worker(workerEntry("./pacer-thread.js", import.meta.url), {
      workerData: this.#shared,
    });
    this.#thread.on("message", this.#spin);
  }

  /** The time spent waiting in empty turns of the event loop, ms. */
  get spunMs(): number {
    return this.#spunMs;
  }

  /** Resolves when the pacer thread runs. A callback that is requested earlier would be late. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#thread.once("online", resolve);
      this.#thread.once("error", reject);
    });
  }

  /** Calls back once, when the clock reads `dueMs` or more. A new call replaces a moment that has not come yet. */
  wakeAt(dueMs: number): void {
    this.#dueMs = dueMs;
    const nowMs = this.#clock.nowMs();
    if (dueMs - nowMs <= SPIN_MS) {
      this.#lastTurnMs = nowMs;
      setImmediate(this.#spin);
      return;
    }
    this.#shared.wakeAtMs[0] = dueMs - SPIN_MS;
    this.#signal((Atomics.load(this.#shared.control, 0) + 1) & 0x3fffffff);
  }

  close(): void {
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#signal(PACER_CLOSED);
  }

  #signal(value: number): void {
    Atomics.store(this.#shared.control, 0, value);
    Atomics.notify(this.#shared.control, 0);
  }

  /** Spins until the moment or `untilMs`, whichever is earlier. Returns whether the moment has come. */
  #spinUntil(untilMs: number): boolean {
    const endMs = Math.min(untilMs, this.#dueMs);
    while (this.#clock.nowMs() < endMs)
      for (let loads = 0; loads < LOADS_BETWEEN_LOOKS; loads++) Atomics.load(this.#shared.control, 0);
    return this.#dueMs <= untilMs;
  }

  #turn(): void {
    const nowMs = this.#clock.nowMs();
    const leftMs = this.#dueMs - nowMs;
    if (leftMs > SPIN_MS) return; // a wake-up for a moment that was replaced
    if (nowMs - this.#lastTurnMs < EMPTY_TURN_MS) this.#spunMs += nowMs - this.#lastTurnMs;
    this.#lastTurnMs = nowMs;
    if (leftMs > 0 && !this.#spinUntil(nowMs + LOOK_EVERY_MS)) {
      setImmediate(this.#spin);
      return;
    }
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#onDue();
  }
}
