import type { IncomingMessage } from "node:http";
import { InferenceError } from "../onnx/inference-error.ts";
import type { LoadedModel } from "../onnx/loaded-model.ts";
import { rawInput } from "../onnx/signature.ts";
import { decodeText, expectObject, parseJson } from "../wire/json.ts";
import { decodeInferRequest, encodeInferResponse, type InferRequest, WireError } from "../wire/oip/oip.ts";
import { modelConfigDocument, modelMetadataDocument, repositoryIndexDocument } from "./documents.ts";
import { HttpError } from "./http-error.ts";
import { metricsText } from "./metrics.ts";
import { readBody } from "./request-body.ts";
import { type Route, routeOf } from "./route.ts";

/** An answer that is not yet written to the socket. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const EXTENSIONS = ["binary_tensor_data", "model_configuration", "statistics", "model_repository"];

/** Answers every request of the protocol, with an error document for a request that fails; it never rejects. */
export class InferenceService {
  readonly #models: readonly LoadedModel[];
  readonly #maxBodyBytes: number;
  readonly #version: string;
  /** True while the server shuts down: it reports that it is not ready, and refuses new inference requests. */
  draining = false;

  constructor(models: readonly LoadedModel[], maxBodyBytes: number, version: string) {
    this.#models = models;
    this.#maxBodyBytes = maxBodyBytes;
    this.#version = version;
  }

  async answer(request: IncomingMessage): Promise<Answer> {
    try {
      return await this.#answer(routeOf(request.method ?? "", request.url ?? ""), request);
    } catch (error) {
      return errorAnswer(error);
    }
  }

  async #answer(route: Route, request: IncomingMessage): Promise<Answer> {
    switch (route.kind) {
      case "server-metadata":
        return json(200, { name: "plimsoll", version: this.#version, extensions: EXTENSIONS });
      case "live":
        return json(200, { live: true });
      case "ready":
        return readiness({ ready: !this.draining && this.#models.every(({ ready }) => ready) });
      case "metrics":
        return {
          status: 200,
          headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
          body: metricsText(this.#models),
        };
      case "all-statistics":
        return json(200, { model_stats: this.#models.map(statisticsOf) });
      case "repository-index":
        return json(200, repositoryIndexDocument(this.#models, await this.#wantsReadyOnly(request)));
      case "infer":
        return this.#infer(this.#find(route.model, route.version), request);
      case "model-metadata": {
        const model = this.#find(route.model, route.version);
        return json(200, modelMetadataDocument(model, this.#versionsOf(route.model)));
      }
      case "model-ready": {
        const { name, ready } = this.#find(route.model, route.version);
        return readiness({ name, ready: !this.draining && ready });
      }
      case "config":
        return json(200, modelConfigDocument(this.#find(route.model, route.version)));
      case "statistics":
        return json(200, { model_stats: [statisticsOf(this.#find(route.model, route.version))] });
    }
  }

  async #infer(model: LoadedModel, message: IncomingMessage): Promise<Answer> {
    if (this.draining) {
      message.resume();
      model.statistics.recordFailure("unavailable", 0);
      throw new HttpError(503, "the server is shutting down", { connection: "close" });
    }
    try {
      const body = await readBody(message, this.#maxBodyBytes);
      const request = readInferRequest(model, message.headers["inference-header-content-length"], body);
      const outputs = await model.infer(request);
      const isBinary = (name: string) =>
        request.outputs.find((output) => output.name === name)?.binary ?? request.binaryOutput;
      const { name: modelName, version: modelVersion } = model;
      const { headers, body: bytes } = encodeInferResponse(
        { modelName, modelVersion, id: request.id, outputs },
        isBinary,
      );
      return { status: 200, headers, body: bytes };
    } catch (error) {
      const malformed = error instanceof WireError || (error instanceof HttpError && error.status < 500);
      if (malformed) model.statistics.recordFailure("malformed", 0);
      throw error;
    }
  }

  /** Finds a model by name and version; without a version, the highest one. @throws HttpError 404 */
  #find(name: string, version: string | undefined): LoadedModel {
    const models = this.#models.filter((model) => model.name === name);
    if (models.length === 0) throw new HttpError(404, `unknown model ${name}`);
    const found =
      version === undefined
        ? models.reduce((a, b) => (Number(b.version) > Number(a.version) ? b : a))
        : models.find((model) => model.version === version);
    if (found !== undefined) return found;
    throw new HttpError(
      404,
      `model ${name} has no version ${version}, only ${this.#versionsOf(name).join(", ")}`,
    );
  }

  #versionsOf(name: string): string[] {
    return this.#models.filter((model) => model.name === name).map(({ version }) => version);
  }

  async #wantsReadyOnly(request: IncomingMessage): Promise<boolean> {
    const body = await readBody(request, this.#maxBodyBytes);
    if (body.length === 0) return false;
    const fields = expectObject(parseJson(decodeText(body, "the body"), "the body"), "the body");
    return fields.ready === true;
  }
}

function readInferRequest(
  model: LoadedModel,
  header: string | string[] | undefined,
  body: Uint8Array,
): InferRequest {
  if (header === undefined) return decodeInferRequest(undefined, body);
  const text = String(header);
  if (!/^\d{1,15}$/.test(text)) {
    throw new WireError(
      `inference-header-content-length: expected a number of bytes, found ${JSON.stringify(text)}`,
    );
  }
  if (Number(text) > 0) return decodeInferRequest(Number(text), body);
  const input = rawInput(model.metadata, model.policy.dynamic, body);
  return { id: undefined, inputs: [input], outputs: [], binaryOutput: true, parameters: {} };
}

function statisticsOf({ name, version, statistics }: LoadedModel): object {
  return statistics.toDocument(name, version);
}

function readiness(document: { readonly ready: boolean; readonly name?: string }): Answer {
  return json(document.ready ? 200 : 503, document);
}

function json(status: number, document: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(document),
  };
}

/** The answer to a request that failed. A fault of this program is a 500 without its message. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof WireError) return json(400, { error: error.message });
  if (error instanceof InferenceError)
    return json(error.reason === "execution" ? 500 : 503, { error: error.message });
  if (error instanceof HttpError) return json(error.status, { error: error.message }, error.headers);
  return json(500, { error: "internal error" });
}
