import { Worker } from "node:worker_threads";
import { workerEntry } from "../core/worker-entry.ts";
import { WireError } from "../wire/oip/oip.ts";
import type { Exchange } from "./exchange.ts";
import { HttpError } from "./http-error.ts";
import type { JsonJob, JsonReply } from "./json-messages.ts";

/** The memory of the thread, MB. JSON that needs more is refused: a tensor takes a tenth of it as bytes. */
const HEAP_MB = 1024;

interface Waiting {
  readonly exchange: Exchange;
  readonly job: JsonJob;
  resolve(reply: JsonReply): void;
  reject(error: Error): void;
}

/** A thread for large JSON. It does one job at a time, so that its memory is bounded. It starts with the first job. */
export class JsonThread {
  #worker: Worker | undefined;
  readonly #waiting: Waiting[] = [];
  #current: Waiting | undefined;

  /**
   * Does a job when those before it are done.
   *
   * @throws WireError for JSON that breaks the protocol, HttpError 413 for JSON that needs too much memory, the failure
   * of the exchange where its client is gone in the meantime
   */
  async run<Kind extends JsonReply["kind"]>(
    exchange: Exchange,
    job: JsonJob,
    kind: Kind,
  ): Promise<Extract<JsonReply, { kind: Kind }>> {
    const reply = await new Promise<JsonReply>((resolve, reject) => {
      this.#waiting.push({ exchange, job, resolve, reject });
      this.#next();
    });
    if (reply.kind === "refused") throw new WireError(reply.message);
    if (reply.kind !== kind)
      throw new Error(reply.kind === "failed" ? reply.message : `a reply ${reply.kind}`);
    return reply as Extract<JsonReply, { kind: Kind }>;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #next(): void {
    if (this.#current !== undefined) return;
    let next = this.#waiting.shift();
    while (next?.exchange.failure !== undefined) {
      next.reject(next.exchange.failure);
      next = this.#waiting.shift();
    }
    if (next === undefined) return;
    this.#current = next;
    this.#worker ??= this.#start();
    this.#worker.postMessage(next.job, transferable(next.job));
  }

  #start(): Worker {
    const worker = new Worker(workerEntry("./json-worker.js", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    worker.on("message", (reply: JsonReply) => this.#done((waiting) => waiting.resolve(reply)));
    worker.on("error", () => {}); // `exit` follows
    worker.on("exit", () => {
      this.#worker = undefined;
      const error = new HttpError(413, "the JSON takes too much memory: send binary tensors");
      this.#done((waiting) => waiting.reject(error));
    });
    worker.unref();
    return worker;
  }

  #done(settle: (waiting: Waiting) => void): void {
    const current = this.#current;
    this.#current = undefined;
    if (current !== undefined) settle(current);
    this.#next();
  }
}

/** The buffers that a job need not copy: one that Node shares with other bodies stays where it is. */
function transferable(job: JsonJob): ArrayBuffer[] {
  if (job.kind === "write") return [];
  const { buffer, byteLength } = job.body;
  return byteLength === buffer.byteLength ? [buffer as ArrayBuffer] : [];
}
