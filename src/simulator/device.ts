import type { EventQueue, Occurrence } from "./event-queue.ts";

/**
 * How executions that overlap on one device slow each other down: each takes so many times as long as alone.
 *
 * @param running executions on the device, at least 2
 * @param efficiency share of the device's best rate that this execution reaches alone, 0–1
 */
export type Stretch = (running: number, efficiency: number) => number;

/** Executions are computed one after another, in the order in which they began, while the next ones are prepared. */
export const IN_ORDER = "in-order";

/** How a device deals with executions that overlap. */
export type Sharing = Stretch | typeof IN_ORDER;

/** An execution on a device, as far as the device knows it. */
export interface Execution {
  /** Computing time that is left, ms, if nothing else ran on the device. */
  leftMs: number;
  /** Share of the device's best rate that it reaches alone, 0–1. */
  readonly efficiency: number;
  /** The device has computed it. */
  computed(): void;
}

/**
 * A device on which several instances compute: one after another, or by processor sharing, in which each execution goes on at a
 * rate of one over its stretch, and the rates change whenever one begins or ends.
 */
export class Device implements Occurrence {
  /** Time for which the device computed anything, ms, up to the last change. */
  busyMs = 0;
  readonly #events: EventQueue;
  readonly #sharing: Sharing;
  readonly #running: Execution[] = [];
  #changedMs = 0;
  #pausedUntilMs = 0;
  #stamp = 0;

  constructor(events: EventQueue, sharing: Sharing) {
    this.#events = events;
    this.#sharing = sharing;
  }

  /** Begins the computing part of an execution, which is told by its `computed()`. */
  begin(execution: Execution): void {
    this.#goOn();
    this.#running.push(execution);
    this.#planNext();
  }

  /** Lets everything stand still until a moment. One that is over ends a pause. */
  pause(untilMs: number): void {
    this.#goOn();
    this.#pausedUntilMs = untilMs;
    this.#planNext();
  }

  /** Breaks off an execution, if it is there: its replica failed. */
  drop(execution: Execution): void {
    const at = this.#running.indexOf(execution);
    if (at < 0) return;
    this.#goOn();
    this.#running.splice(at, 1);
    this.#planNext();
  }

  /** The execution that was to end first ends. */
  happen(stamp: number): void {
    if (stamp !== this.#stamp) return;
    this.#goOn();
    const first = this.#first();
    const [execution] = this.#running.splice(first, 1);
    this.#planNext();
    execution?.computed();
  }

  /** Brings what is left of each execution up to now. */
  #goOn(): void {
    const passedMs = Math.max(0, this.#events.nowMs - Math.max(this.#changedMs, this.#pausedUntilMs));
    this.#changedMs = this.#events.nowMs;
    if (this.#running.length === 0) return;
    this.busyMs += passedMs;
    for (const [index, execution] of this.#running.entries())
      execution.leftMs = Math.max(0, execution.leftMs - passedMs / this.#stretchOf(execution, index));
  }

  #planNext(): void {
    this.#stamp++;
    const index = this.#first();
    const first = this.#running[index];
    if (first === undefined) return;
    const fromMs = Math.max(this.#events.nowMs, this.#pausedUntilMs);
    const endMs = fromMs + first.leftMs * this.#stretchOf(first, index);
    this.#events.schedule(endMs, this, this.#stamp);
  }

  /** Index of the execution that ends first as things are. */
  #first(): number {
    let first = 0;
    if (this.#sharing === IN_ORDER) return first;
    let firstMs = Number.POSITIVE_INFINITY;
    for (const [index, execution] of this.#running.entries()) {
      const endMs = execution.leftMs * this.#stretchOf(execution, index);
      if (endMs < firstMs) {
        first = index;
        firstMs = endMs;
      }
    }
    return first;
  }

  #stretchOf(execution: Execution, index: number): number {
    if (this.#sharing === IN_ORDER) return index === 0 ? 1 : Number.POSITIVE_INFINITY;
    const running = this.#running.length;
    return running === 1 ? 1 : Math.max(1, this.#sharing(running, execution.efficiency));
  }
}
