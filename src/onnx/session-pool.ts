import { usageError } from "../core/errors.ts";
import { workerEntry } from "../core/worker-entry.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";
import { type ExecutionProvider, providerFix } from "./execution-provider.ts";
import type { SessionMetadata } from "./session-messages.ts";
import { type Execution, SessionThread } from "./session-thread.ts";

/** How many times a lost session is opened again before its instance is given up. */
const RESTART_LIMIT = 3;

export interface SessionOptions {
  /** The .onnx file: its path, or its content. */
  readonly model: string | Uint8Array;
  /** The number of sessions, each with its own thread and its own copy of the weights. */
  readonly instances: number;
  readonly intraOpThreads: number;
  readonly executionProvider: ExecutionProvider;
  /** The file that a session thread runs; tests replace it with a faulty one. */
  readonly entry?: URL;
}

/** The sessions of one model. An instance is named by its index. */
export interface SessionPool {
  readonly instances: number;
  readonly metadata: SessionMetadata;
  /**
   * Runs the model on one instance. `inputs` are in any order, and each begins at offset 0 of its buffer. The buffers
   * are transferred to the thread of the instance. Runs of one instance queue up there, so that it need not wait for
   * this thread between two of them.
   */
  run(instance: number, inputs: readonly Tensor[]): Promise<Execution>;
  /**
   * Resolves with true when the instance can run: at once, or after its lost session was opened again. Resolves with
   * false when the instance is given up.
   */
  recover(instance: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens the model in `instances` threads. @throws usage error with the cure when it cannot be loaded */
export async function openSessions(options: SessionOptions): Promise<SessionPool> {
  const { model, intraOpThreads, executionProvider } = options;
  const entry = options.entry ?? workerEntry("./session-worker.js", import.meta.url);
  const open = () => SessionThread.open(entry, { model, intraOpThreads, executionProvider });

  const opened = await Promise.allSettled(Array.from({ length: options.instances }, open));
  const threads = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = opened.find((result) => result.status === "rejected");
  const [first] = threads;
  if (failed !== undefined || first === undefined) {
    await Promise.all(threads.map((thread) => thread.close()));
    throw cannotOpen(options, failed?.reason);
  }
  return poolOf(threads, first.metadata, open);
}

function poolOf(
  threads: SessionThread[],
  metadata: SessionMetadata,
  open: () => Promise<SessionThread>,
): SessionPool {
  const restartsLeft = threads.map(() => RESTART_LIMIT);
  const recovering: (Promise<boolean> | undefined)[] = threads.map(() => undefined);
  let closed = false;

  const threadOf = (instance: number): SessionThread => {
    const thread = threads[instance];
    if (thread === undefined) throw new RangeError(`instance ${instance} of ${threads.length}`);
    return thread;
  };

  const restart = async (instance: number): Promise<boolean> => {
    while (!closed && (restartsLeft[instance] ?? 0) > 0) {
      restartsLeft[instance] = (restartsLeft[instance] ?? 0) - 1;
      const thread = await open().catch(() => undefined);
      if (thread === undefined) continue;
      threads[instance] = thread;
      if (!closed) return true;
      await thread.close();
    }
    return false;
  };

  return {
    instances: threads.length,
    metadata,
    run: (instance, inputs) => threadOf(instance).run(inputs),
    async recover(instance) {
      if (!threadOf(instance).lost) return true;
      recovering[instance] ??= restart(instance).finally(() => {
        recovering[instance] = undefined;
      });
      return recovering[instance];
    },
    async close() {
      closed = true;
      await Promise.all(recovering);
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

function cannotOpen({ model, executionProvider }: SessionOptions, cause: unknown): Error {
  const what = typeof model === "string" ? model : `the model of ${model.length} bytes`;
  const said = cause instanceof Error ? cause.message : String(cause);
  if (/Cannot find (package|module).*onnxruntime-node/.test(said)) {
    return usageError(
      `${what} needs ONNX Runtime, which is not installed`,
      "run `npm install onnxruntime-node`",
    );
  }
  return usageError(`cannot open ${what} on ${executionProvider}: ${said}`, providerFix(executionProvider));
}
