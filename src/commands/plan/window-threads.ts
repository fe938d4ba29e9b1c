import { Worker } from "node:worker_threads";
import { type ExitCode, PlimsollError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import type { WindowOutcome } from "../../planning/windows/window-outcome.ts";
import type { WindowJob, WindowOrder, WindowReply } from "./window-order.ts";

interface Waiting<Order, Outcome> {
  readonly order: Order;
  readonly settle: (outcome: Outcome | null) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that simulate windows, or what another file of theirs simulates; each takes the next order as soon as it is free. */
export class WindowThreads<Order = WindowOrder, Outcome = WindowOutcome> {
  readonly #workers: readonly Worker[];
  readonly #free: Worker[];
  readonly #waiting: Waiting<Order, Outcome>[] = [];
  readonly #under = new Map<Worker, Waiting<Order, Outcome>>();
  readonly #interrupted: AbortSignal;
  readonly #giveUp = () => this.#end((waiting) => waiting.settle(null));
  readonly #file: string;
  #fault: Error | null = null;
  #isClosing = false;

  /** @param file what the threads run: a file beside this one, or an address */
  constructor(
    threads: number,
    { cwd, interrupted }: Pick<Host, "cwd" | "interrupted">,
    file = "./window-worker.js",
  ) {
    this.#file = file;
    const job: WindowJob = { cwd };
    this.#workers = Array.from({ length: threads }, () => this.#started(job));
    this.#free = [...this.#workers];
    this.#interrupted = interrupted;
    interrupted.addEventListener("abort", this.#giveUp);
  }

  /** Carries out an order; null where it was interrupted. */
  simulate(order: Order): Promise<Outcome | null> {
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

  /** Ends the threads, whatever they are doing. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#interrupted.removeEventListener("abort", this.#giveUp);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #started(workerData: WindowJob): Worker {
    const worker = new Worker(workerEntry(this.#file, import.meta.url), { workerData });
    worker.on("message", (reply: WindowReply<Outcome>) => this.#take(worker, reply));
    worker.on("error", (error: Error) => this.#fail(error));
    worker.on("exit", (code) => {
      if (!this.#isClosing) this.#fail(new Error(`a thread that simulates ended early, with code ${code}`));
    });
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

  #take(worker: Worker, reply: WindowReply<Outcome>): void {
    const waiting = this.#under.get(worker);
    this.#under.delete(worker);
    this.#free.push(worker);
    if (reply.kind === "done") waiting?.settle(reply.outcome);
    else waiting?.reject(new PlimsollError(reply.exitCode as ExitCode, reply.message, reply.fix));
    this.#deal();
  }

  /** A thread that is gone answers nobody: every order is refused, now and later. */
  #fail(error: Error): void {
    this.#fault ??= error;
    const fault = this.#fault;
    this.#end((waiting) => waiting.reject(fault));
  }

  #end(settle: (waiting: Waiting<Order, Outcome>) => void): void {
    for (const waiting of [...this.#waiting.splice(0), ...this.#under.values()]) settle(waiting);
    this.#under.clear();
  }
}
