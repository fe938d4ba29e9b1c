import { createRequire } from "node:module";
import type { ModelAddress } from "../core/address.ts";
import { PlimsollError } from "../core/errors.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import {
  noConnections,
  type PackedRequest,
  type Sending,
  type Transport,
  type TransportEvents,
} from "../wire/http/transport.ts";
import { encodeInferResponse, type InferRequest, readInferRequest } from "../wire/oip/oip.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";
import { WireError } from "../wire/wire-error.ts";
import { writeCounted } from "./counted.ts";
import { InferenceError } from "./inference-error.ts";
import { LoadedModel } from "./loaded-model.ts";

/** The settings that a model's address does not hold: the defaults of the embedded server. */
const SETTINGS = { preferredSizes: [], maxQueueSize: 1024, intraOpThreads: 1, ep: "cpu" } as const;

/** The name and version of the runtime, such as `ONNX Runtime 1.30.0`. */
export function runtimeName(): string {
  const { version } = createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string };
  return `ONNX Runtime ${version}`;
}

/** Loads the model of an address. @throws usage error when it cannot be loaded */
export function loadModel({ model }: ModelAddress): Promise<LoadedModel> {
  const clock = { nowMs: () => performance.now() };
  return LoadedModel.open({ ...model, version: "1" }, { ...SETTINGS, ...model }, clock);
}

/** Encodes outputs as an HTTP answer of the Open Inference Protocol with binary tensors, as a server sends it. */
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
 * A transport to a model that it loads into this process. The queue and the batching are in this thread, each session
 * has its own thread. A request that is aborted is still computed, as on a server that does not notice.
 */
export class InProcess<Exchange> implements Transport<Exchange> {
  readonly counts = noConnections();
  readonly #address: ModelAddress;
  readonly #events: TransportEvents<Exchange>;
  readonly #model: Promise<LoadedModel>;
  /** Decoded requests. A run sends the same requests many times, and decoding is not part of the model's latency. */
  readonly #read = new WeakMap<PackedRequest, InferRequest>();
  #closed = false;

  constructor(address: ModelAddress, events: TransportEvents<Exchange>) {
    this.#address = address;
    this.#events = events;
    this.#model = loadModel(address);
    this.#model.then(
      (model) => this.#tellCounted(model),
      () => {}, // each request fails with this error
    );
  }

  /** Resolves when the model is loaded: then it takes any number of requests at once. */
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
