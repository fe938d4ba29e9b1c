import type { BatchingPolicy } from "../batching/policy.ts";
import type { Clock } from "../core/clock.ts";
import type { SessionMetadata } from "../onnx/session-messages.ts";
import { openSessions, type SessionPool } from "../onnx/session-pool.ts";
import type { InferRequest } from "../wire/oip.ts";
import type { Tensor } from "../wire/tensor.ts";
import { Dispatcher } from "./dispatcher.ts";
import { HttpError } from "./http-error.ts";
import type { ServerOptions } from "./options.ts";
import { acceptInputs, hasBatchAxis } from "./signature.ts";
import { ModelStatistics } from "./statistics.ts";

type ModelOptions = ServerOptions["models"][number];

/** A loaded model: its sessions, its queue and what is counted about it. */
export class ServedModel {
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
    model: ModelOptions,
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
  static async open(model: ModelOptions, options: ServerOptions, clock: Clock): Promise<ServedModel> {
    const pool = await openSessions({
      model: model.path,
      instances: options.instances,
      intraOpThreads: options.intraOpThreads,
      executionProvider: options.ep,
    });
    const dynamic = hasBatchAxis(pool.metadata);
    const { maxQueueDelayMs, preferredSizes, maxQueueSize } = options;
    const maxBatch = dynamic ? options.maxBatch : 1;
    const policy = { dynamic, maxBatch, maxQueueDelayMs, preferredSizes, maxQueueSize };
    return new ServedModel(model, options.ep !== "cpu", pool, policy, clock);
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
   * the model, and rejects with `HttpError` when it cannot be computed.
   */
  async infer(request: Pick<InferRequest, "inputs" | "outputs">): Promise<readonly Tensor[]> {
    const accepted = acceptInputs(this.metadata, this.policy.dynamic, this.policy.maxBatch, request.inputs);
    for (const { name } of request.outputs) {
      if (this.metadata.outputs.some((output) => output.name === name)) continue;
      throw new HttpError(400, `outputs: the model has no output ${name}`);
    }
    const outputs = await this.#dispatcher.submit(accepted);
    if (request.outputs.length === 0) return outputs;
    return request.outputs.flatMap(({ name }) => outputs.find((output) => output.name === name) ?? []);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
