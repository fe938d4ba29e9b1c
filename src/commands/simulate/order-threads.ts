import { Worker } from "node:worker_threads";
import { type ExitCode, PlimsollError } from "../../core/errors.ts";

/** What came of an order: its outcome, or the error of the user's that ended it. */
export type OrderReply<Outcome> =
  | { readonly kind: "done"; readonly outcome: Outcome }
  | {
      readonly kind: "refused";
      readonly exitCode: number;
      readonly message: string;
      readonly fix: string | undefined;
    };

/** What a pool of threads is started with. */
export interface ThreadsToStart {
  /** The worker file, which hands its orders to `serveOrders`. */
  readonly entry: URL;
  readonly workerData: unknown;
  readonly threads: number;
  /** What threads have not ended when this aborts is given up. */
  readonly interrupted: AbortSignal;
}

interface Waiting<Order, Outcome> {
  readonly order: Order;
  readonly settle: (outcome: Outcome | null) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Threads that carry out orders, such as to simulate a seed; each takes the next one as soon as it is free. A thread that fails or ends
 * by itself ends every order, and each that is given later, with an error: nobody waits for an answer that cannot come.
 */
export class OrderThreads<Order, Outcome> {
  readonly #workers: readonly Worker[];
  readonly #free: Worker[];
  readonly #waiting: Waiting<Order, Outcome>[] = [];
  readonly #under = new Map<Worker, Waiting<Order, Outcome>>();
  readonly #interrupted: AbortSignal;
  readonly #giveUp = () => this.#end((waiting) => waiting.settle(null));
  #fault: Error | null = null;

  constructor({ entry, workerData, threads, interrupted }: ThreadsToStart) {
    this.#workers = Array.from({ length: threads }, () => this.#started(entry, workerData));
    this.#free = [...this.#workers];
    this.#interrupted = interrupted;
    interrupted.addEventListener("abort", this.#giveUp);
  }

  /** Carries out an order; null where it was interrupted, or forgotten before a thread began it. */
  carryOut(order: Order): Promise<Outcome | null> {
    return new Promise((settle, reject) => {
      if (this.#fault !== null) reject(this.#fault);
      else if (this.#interrupted.aborted) settle(null);
      else {
        this.#waiting.push({ order, settle, reject });
        this.#deal();
      }
    });
  }

  /** Forgets the orders that no thread has begun. */
  forgetWaiting(): void {
    for (const { settle } of this.#waiting.splice(0)) settle(null);
  }

  /** Ends the threads, whatever they are doing; an order that is not done by then is given up. */
  async close(): Promise<void> {
    this.#interrupted.removeEventListener("abort", this.#giveUp);
    this.#giveUp();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #started(entry: URL, workerData: unknown): Worker {
    const worker = new Worker(entry, { workerData });
    worker.on("message", (reply: OrderReply<Outcome>) => this.#take(worker, reply));
    worker.on("error", (error: Error) => this.#fail(error));
    // Behind an error, and when the pool is closed, nobody is left who waits.
    worker.on("exit", () => this.#fail(new Error("a thread that simulates ended early")));
    return worker;
  }

  #deal(): void {
    while (this.#free.length > 0 && this.#waiting.length > 0) {
      const [worker, next] = [this.#free.pop(), this.#waiting.shift()];
      if (worker === undefined || next === undefined) return;
      this.#under.set(worker, next);
      worker.postMessage(next.order);
    }
  }

  #take(worker: Worker, reply: OrderReply<Outcome>): void {
    const waiting = this.#under.get(worker);
    this.#under.delete(worker);
    this.#free.push(worker);
    if (reply.kind === "done") waiting?.settle(reply.outcome);
    else waiting?.reject(new PlimsollError(reply.exitCode as ExitCode, reply.message, reply.fix));
    this.#deal();
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    this.#end((waiting) => waiting.reject(error));
  }

  #end(settle: (waiting: Waiting<Order, Outcome>) => void): void {
    const all = [...this.#waiting.splice(0), ...this.#under.values()];
    this.#under.clear();
    for (const waiting of all) settle(waiting);
  }
}
