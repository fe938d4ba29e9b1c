import type { BatchingPolicy } from "../batching/policy.ts";
import type { Clock } from "../core/clock.ts";
import { usageError } from "../core/errors.ts";
import type { InferRequest } from "../wire/oip/oip.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";
import { WireError } from "../wire/wire-error.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { ExecutionProvider } from "./execution-provider.ts";
import type { Caller } from "./request-queue.ts";
import type { SessionMetadata } from "./session-messages.ts";
import { openSessions, type SessionPool } from "./session-pool.ts";
import { acceptInputs, hasBatchAxis } from "./signature.ts";
import { ModelStatistics } from "./statistics.ts";

interface ModelSource {
  readonly name: string;
  readonly version: string;
  /** The path of the .onnx file. */
  readonly path: string;
}

/** Settings of a loaded model: its sessions, and its batching policy, which applies when it has a batch axis. */
export interface ModelSettings extends Omit<BatchingPolicy, "dynamic"> {
  readonly instances: number;
  readonly intraOpThreads: number;
  readonly ep: ExecutionProvider;
}

/** A loaded model with its sessions, its queue and its statistics. */
export class LoadedModel {
  readonly name: string;
  readonly version: string;
  readonly metadata: SessionMetadata;
  /** The batching policy in use; for a model without a batch axis `dynamic` is false and `maxBatch` is 1. */
  readonly policy: BatchingPolicy;
  readonly instances: number;
  readonly onGpu: boolean;
  readonly statistics = new ModelStatistics();
  readonly #pool: SessionPool;
  readonly #dispatcher: Dispatcher;

  private constructor(
    model: ModelSource,
    onGpu: boolean,
    pool: SessionPool,
    policy: BatchingPolicy,
    clock: Clock,
  ) {
    this.name = model.name;
    this.version = model.version;
    this.onGpu = onGpu;
    this.metadata = pool.metadata;
    this.instances = pool.instances;
    this.policy = policy;
    this.#pool = pool;
    this.#dispatcher = new Dispatcher(pool, policy, clock, this.statistics);
  }

  /** Loads the model into its session threads. @throws usage error when it cannot be loaded */
  static async open(model: ModelSource, settings: ModelSettings, clock: Clock): Promise<LoadedModel> {
    const pool = await openSessions({
      model: model.path,
      instances: settings.instances,
      intraOpThreads: settings.intraOpThreads,
      executionProvider: settings.ep,
    });
    const unprintable = unprintableName(pool.metadata);
    if (unprintable !== undefined) {
      await pool.close();
      throw usageError(
        `${model.path}: the tensor name ${JSON.stringify(unprintable)} has control characters`,
        "rename the tensor",
      );
    }
    const dynamic = hasBatchAxis(pool.metadata);
    const { maxQueueDelayMs, preferredSizes, maxQueueSize } = settings;
    const maxBatch = dynamic ? settings.maxBatch : 1;
    const policy = { dynamic, maxBatch, maxQueueDelayMs, preferredSizes, maxQueueSize };
    return new LoadedModel(model, settings.ep !== "cpu", pool, policy, clock);
  }

  get ready(): boolean {
    return this.#dispatcher.alive;
  }

  /** The number of requests that wait or are being computed. */
  get pending(): number {
    return this.#dispatcher.pending;
  }

  /**
   * Computes the outputs for the inputs of a request, in the order that the request names. A request whose caller goes
   * away before it is computed is dropped.
   *
   * @throws WireError for a request that does not fit the model
   * @throws InferenceError when the request cannot be computed
   */
  async infer(
    request: Pick<InferRequest, "inputs" | "outputs">,
    caller?: Caller,
  ): Promise<readonly Tensor[]> {
    const accepted = acceptInputs(this.metadata, this.policy.dynamic, this.policy.maxBatch, request.inputs);
    for (const { name } of request.outputs) {
      if (this.metadata.outputs.some((output) => output.name === name)) continue;
      throw new WireError(`outputs: the model has no output ${name}`);
    }
    const outputs = await this.#dispatcher.submit(accepted, caller);
    if (request.outputs.length === 0) return outputs;
    return request.outputs.flatMap(({ name }) => outputs.find((output) => output.name === name) ?? []);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

function unprintableName({ inputs, outputs }: SessionMetadata): string | undefined {
  return [...inputs, ...outputs].map(({ name }) => name).find((name) => /\p{Cc}/u.test(name));
}
