import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Tensor } from "../wire/tensor/tensor.ts";
import type {
  RunCommand,
  SessionCommand,
  SessionMetadata,
  SessionReply,
  SessionSpec,
} from "./session-messages.ts";

/** A finished execution. Its times are `performance.now()` just before and just after the computation. */
export interface Execution {
  readonly outputs: readonly Tensor[];
  readonly startedMs: number;
  readonly endedMs: number;
}

interface Pending {
  resolve(execution: Execution): void;
  reject(error: Error): void;
}

/** The threads that load or compute inside ONNX Runtime. */
const inside = new Set<Worker>();

/**
 * Ends the process at once where it is told to end while a thread is inside ONNX Runtime. Node would wait for the
 * thread, for hours perhaps, and then abort (onnxruntime-node 1.30, `Napi::Error`).
 */
process.on("exit", () => {
  if (inside.size > 0) process.kill(process.pid, "SIGKILL");
});

/** The main thread's handle of one session worker. It does not restart the worker: `openSessions` does. */
export class SessionThread {
  readonly metadata: SessionMetadata;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #lost: Error | undefined;
  #ended = false;

  private constructor(worker: Worker, metadata: SessionMetadata) {
    this.#worker = worker;
    this.metadata = metadata;
    worker.on("message", (reply: SessionReply) => this.#receive(reply));
    worker.on("error", (cause) => this.#lose(new Error(`the session thread failed: ${cause}`, { cause })));
    worker.on("exit", (code) => {
      inside.delete(worker);
      this.#ended = true;
      this.#lose(new Error(`the session thread ended with code ${code}`));
    });
  }

  /** Starts the worker and loads the model. Rejects with the message of ONNX Runtime when that fails. */
  static open(entry: URL, spec: SessionSpec): Promise<SessionThread> {
    const worker = new Worker(entry, { workerData: spec });
    inside.add(worker);
    return new Promise((resolve, reject) => {
      const exited = (code: number) => {
        inside.delete(worker);
        reject(new Error(`the session thread ended with code ${code} before it was ready`));
      };
      worker.once("error", reject);
      worker.once("exit", exited);
      worker.once("message", (reply: SessionReply) => {
        inside.delete(worker);
        worker.off("error", reject);
        worker.off("exit", exited);
        if (reply.kind === "ready") return resolve(new SessionThread(worker, reply.metadata));
        reject(new Error(reply.kind === "unusable" ? reply.message : `unexpected reply ${reply.kind}`));
        void worker.terminate();
      });
    });
  }

  /** True when the worker has ended: every later run rejects. */
  get lost(): boolean {
    return this.#lost !== undefined;
  }

  /** Runs the model. The buffers of `inputs` are transferred to the thread and are empty afterwards. */
  run(inputs: readonly Tensor[]): Promise<Execution> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    const command: RunCommand = { kind: "run", id: this.#nextId++, inputs };
    inside.add(this.#worker);
    return new Promise((resolve, reject) => {
      this.#pending.set(command.id, { resolve, reject });
      this.#worker.postMessage(
        command,
        inputs.map((tensor) => tensor.data.buffer as ArrayBuffer),
      );
    });
  }

  /** Rejects the runs that are not finished, and resolves when the thread has ended. */
  async close(): Promise<void> {
    const ended = this.#ended ? undefined : once(this.#worker, "exit");
    this.#lose(new Error("the session is closed"));
    const command: SessionCommand = { kind: "close" };
    this.#worker.postMessage(command);
    await ended;
  }

  #receive(reply: SessionReply): void {
    if (reply.kind !== "done" && reply.kind !== "failed") return;
    if (reply.id === this.#nextId - 1) inside.delete(this.#worker);
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === "done") pending?.resolve(reply);
    else pending?.reject(new Error(reply.message));
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
