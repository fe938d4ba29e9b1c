import { createRequire } from "node:module";
import type { ModelAddress } from "../core/address.ts";
import { PlimsollError } from "../core/errors.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import type { PackedRequest, Sending, Transport, TransportEvents } from "../wire/http/transport.ts";
import { encodeInferResponse, type InferRequest, readInferRequest } from "../wire/oip/oip.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";
import { WireError } from "../wire/wire-error.ts";
import { writeCounted } from "./counted.ts";
import { InferenceError } from "./inference-error.ts";
import { LoadedModel } from "./loaded-model.ts";

/** What the model's address does not say is as the embedded server has it, where nothing is said either. */
const SETTINGS = { preferredSizes: [], maxQueueSize: 1024, intraOpThreads: 1, ep: "cpu" } as const;

/** Name and version of what computes. */
export function runtimeName(): string {
  const { version } = createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string };
  return `ONNX Runtime ${version}`;
}

/** Loads the model of an address. @throws usage error when it cannot be loaded */
export function loadModel({ model }: ModelAddress): Promise<LoadedModel> {
  const clock = { nowMs: () => performance.now() };
  return LoadedModel.open({ ...model, version: "1" }, { ...SETTINGS, ...model }, clock);
}

/** Outputs as an answer of the Open Inference Protocol with binary tensors, which is what a server would send. */
export function answerWith(outputs: readonly Tensor[], { name, version }: LoadedModel): HttpResponse {
  const { headers, body } = encodeInferResponse(
    { modelName: name, modelVersion: version, id: undefined, outputs },
    () => true,
  );
  return {
    status: 200,
    headers: new Map(Object.entries(headers)),
    body,
    bodyBytes: body.length,
    keepAlive: true,
  };
}

/**
 * Carries requests to a model that it loads: queue and batching are in this thread, the sessions in threads of their
 * own. What is given up is computed all the same, as by a server that is not told.
 */
export class InProcess<Exchange> implements Transport<Exchange> {
  readonly #address: ModelAddress;
  readonly #events: TransportEvents<Exchange>;
  readonly #model: Promise<LoadedModel>;
  /** The requests of a run are sent again and again: reading them is work of the network that is not there. */
  readonly #read = new WeakMap<PackedRequest, InferRequest>();
  #closed = false;

  constructor(address: ModelAddress, events: TransportEvents<Exchange>) {
    this.#address = address;
    this.#events = events;
    this.#model = loadModel(address);
    this.#model.then(
      (model) => this.#tellCounted(model),
      () => {}, // each request will fail with it
    );
  }

  /** Any number of requests can be on their way as soon as the model is there. */
  async warm(): Promise<void> {
    await this.#model.catch(() => {});
  }

  send(exchange: Exchange, request: PackedRequest): Sending {
    let givenUp = false;
    this.#infer(request).then(
      ({ outputs, model }) => {
        if (givenUp || this.#closed) return;
        this.#events.onBytes(exchange);
        this.#events.onResponse(exchange, answerWith(outputs, model));
      },
      (error: unknown) => {
        if (!isExpected(error)) throw error;
        if (!givenUp && !this.#closed) this.#events.onFailure(exchange, "model", error.message);
      },
    );
    return {
      abort() {
        givenUp = true;
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const model = await this.#model.catch(() => null);
    await model?.close();
  }

  async #infer(request: PackedRequest): Promise<{ outputs: readonly Tensor[]; model: LoadedModel }> {
    const model = await this.#model;
    try {
      return { outputs: await model.infer(this.#readOnce(request)), model };
    } finally {
      this.#tellCounted(model);
    }
  }

  #readOnce(request: PackedRequest): InferRequest {
    let read = this.#read.get(request);
    if (read === undefined) {
      const { head, bytes } = request;
      if (head === null) throw new WireError("the request has no JSON part");
      read = readInferRequest(head, bytes);
      this.#read.set(request, read);
    }
    return read;
  }

  #tellCounted(model: LoadedModel): void {
    writeCounted(this.#address.model.counted, model.statistics.totals());
  }
}

function isExpected(error: unknown): error is Error {
  return error instanceof InferenceError || error instanceof WireError || error instanceof PlimsollError;
}
