import type { BatchingPolicy } from "../batching/policy.ts";
import type { Clock } from "../core/clock.ts";
import type { InferRequest } from "../wire/oip/oip.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";
import { WireError } from "../wire/wire-error.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { ExecutionProvider } from "./execution-provider.ts";
import type { SessionMetadata } from "./session-messages.ts";
import { openSessions, type SessionPool } from "./session-pool.ts";
import { acceptInputs, hasBatchAxis } from "./signature.ts";
import { ModelStatistics } from "./statistics.ts";

interface ModelSource {
  readonly name: string;
  readonly version: string;
  /** The .onnx file. */
  readonly path: string;
}

/** How a model runs: its sessions, and its batching policy where it has a batch axis. */
export interface ModelSettings extends Omit<BatchingPolicy, "dynamic"> {
  readonly instances: number;
  readonly intraOpThreads: number;
  readonly ep: ExecutionProvider;
}

/** A loaded model: its sessions, its queue and what is counted about it. */
export class LoadedModel {
  readonly name: string;
  readonly version: string;
  readonly metadata: SessionMetadata;
  /** `dynamic` is off, and `maxBatch` 1, where the model has no batch axis. */
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

  /** Loads the model into its session threads; throws a usage error when it cannot be loaded. */
  static async open(model: ModelSource, settings: ModelSettings, clock: Clock): Promise<LoadedModel> {
    const pool = await openSessions({
      model: model.path,
      instances: settings.instances,
      intraOpThreads: settings.intraOpThreads,
      executionProvider: settings.ep,
    });
    const dynamic = hasBatchAxis(pool.metadata);
    const { maxQueueDelayMs, preferredSizes, maxQueueSize } = settings;
    const maxBatch = dynamic ? settings.maxBatch : 1;
    const policy = { dynamic, maxBatch, maxQueueDelayMs, preferredSizes, maxQueueSize };
    return new LoadedModel(model, settings.ep !== "cpu", pool, policy, clock);
  }

  get ready(): boolean {
    return this.#dispatcher.alive;
  }

  /** Requests that wait or are being computed. */
  get pending(): number {
    return this.#dispatcher.pending;
  }

  /**
   * Outputs for the inputs, in the order the request names them. Throws `WireError` for a request that does not fit
   * the model, and rejects with `InferenceError` when it cannot be computed.
   */
  async infer(request: Pick<InferRequest, "inputs" | "outputs">): Promise<readonly Tensor[]> {
    const accepted = acceptInputs(this.metadata, this.policy.dynamic, this.policy.maxBatch, request.inputs);
    for (const { name } of request.outputs) {
      if (this.metadata.outputs.some((output) => output.name === name)) continue;
      throw new WireError(`outputs: the model has no output ${name}`);
    }
    const outputs = await this.#dispatcher.submit(accepted);
    if (request.outputs.length === 0) return outputs;
    return request.outputs.flatMap(({ name }) => outputs.find((output) => output.name === name) ?? []);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
