import { InferenceError } from "../onnx/inference-error.ts";
import type { LoadedModel } from "../onnx/loaded-model.ts";
import type { FailureReason } from "../onnx/statistics.ts";
import { decodeText, expectObject, parseJson } from "../wire/json.ts";
import { WireError } from "../wire/oip/oip.ts";
import { type CallerRules, refuseForeignCaller } from "./callers.ts";
import { modelConfigDocument, modelMetadataDocument, repositoryIndexDocument } from "./documents.ts";
import type { Exchange } from "./exchange.ts";
import { HttpError } from "./http-error.ts";
import type { Inference } from "./infer.ts";
import { metricsText } from "./metrics.ts";
import type { BodyReader } from "./request-body.ts";
import { type Route, routeOf } from "./route.ts";
import { refuseUnsupportedHttp } from "./supported-http.ts";
import { targetOf } from "./target.ts";

/** An answer that is not yet written to the socket. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The largest body of a request for the list of models, which can say only that ready ones are wanted. */
const INDEX_BODY_BYTES = 1024;
const EXTENSIONS = ["binary_tensor_data", "model_configuration", "statistics", "model_repository"];

/** The parts that answer requests. */
export interface ServiceParts {
  readonly models: readonly LoadedModel[];
  readonly inference: Inference;
  readonly bodies: BodyReader;
  readonly callers: CallerRules;
  readonly version: string;
}

/** Answers every request of the protocol, with an error document for a request that fails; it never rejects. */
export class InferenceService {
  readonly #parts: ServiceParts;
  readonly #models: readonly LoadedModel[];
  /** True while the server shuts down: it reports that it is not ready, and refuses new inference requests. */
  draining = false;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
    this.#models = parts.models;
  }

  async answer(exchange: Exchange): Promise<Answer> {
    const { request } = exchange;
    try {
      refuseUnsupportedHttp(request);
      const { host, path } = targetOf(request);
      refuseForeignCaller({ host, origin: request.headers.origin }, this.#parts.callers);
      return await this.#answer(routeOf(request.method ?? "", path), exchange);
    } catch (error) {
      return errorAnswer(error);
    }
  }

  async #answer(route: Route, exchange: Exchange): Promise<Answer> {
    switch (route.kind) {
      case "server-metadata":
        return json(200, { name: "plimsoll", version: this.#parts.version, extensions: EXTENSIONS });
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
        // A model of that name would have no metadata otherwise.
        if (this.#models.some(({ name }) => name === "stats")) return this.#modelMetadata("stats", undefined);
        return json(200, { model_stats: this.#models.map(statisticsOf) });
      case "repository-index":
        return json(200, repositoryIndexDocument(this.#models, await this.#wantsReadyOnly(exchange)));
      case "infer":
        return this.#infer(this.#find(route.model, route.version), exchange);
      case "model-metadata":
        return this.#modelMetadata(route.model, route.version);
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

  #modelMetadata(name: string, version: string | undefined): Answer {
    return json(200, modelMetadataDocument(this.#find(name, version), this.#versionsOf(name)));
  }

  async #infer(model: LoadedModel, exchange: Exchange): Promise<Answer> {
    if (this.draining) {
      exchange.request.resume();
      model.statistics.recordFailure("unavailable", 0);
      throw new HttpError(503, "the server is shutting down", { connection: "close" });
    }
    try {
      const { headers, body } = await this.#parts.inference.answer(model, exchange);
      return { status: 200, headers, body };
    } catch (error) {
      const reason = failureOf(error);
      if (reason !== undefined) model.statistics.recordFailure(reason, 0);
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

  async #wantsReadyOnly(exchange: Exchange): Promise<boolean> {
    const body = await this.#parts.bodies.read(exchange, INDEX_BODY_BYTES);
    if (body.length === 0) return false;
    const fields = expectObject(parseJson(decodeText(body, "the body"), "the body"), "the body");
    return fields.ready === true;
  }
}

/** The reason under which a failed request is counted; undefined where the model has counted it. */
function failureOf(error: unknown): FailureReason | undefined {
  if (error instanceof WireError) return "malformed";
  if (!(error instanceof HttpError)) return undefined;
  return error.status < 500 ? "malformed" : "unavailable";
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
