import type { LoadedModel } from "../onnx/loaded-model.ts";
import { rawInput } from "../onnx/signature.ts";
import {
  decodeInferRequest,
  type EncodedMessage,
  encodeInferResponse,
  type InferRequest,
  WireError,
} from "../wire/oip/oip.ts";
import { elementCount, type Tensor } from "../wire/tensor/tensor.ts";
import type { ByteBudget } from "./byte-budget.ts";
import type { Exchange } from "./exchange.ts";
import { HttpError } from "./http-error.ts";
import type { JsonThread } from "./json-thread.ts";
import { type BodyReader, noRoom } from "./request-body.ts";

/** JSON up to this size is read where it arrives; the thread for JSON reads more. */
const SMALL_JSON_BYTES = 16 * 1024;
const MOST_JSON_BYTES = 16 * 2 ** 20;
/** The values of an answer up to which JSON is written where it is sent. */
const SMALL_JSON_VALUES = 2000;
const MOST_JSON_VALUES = 1_000_000;
const MOST_JSON_STRING_BYTES = 8 * 2 ** 20;

/** Answers inference requests: reads the tensors, has them computed, and writes the outputs. */
export class Inference {
  readonly #bodies: BodyReader;
  readonly #budget: ByteBudget;
  readonly #json: JsonThread;

  constructor(bodies: BodyReader, budget: ByteBudget, json: JsonThread) {
    this.#bodies = bodies;
    this.#budget = budget;
    this.#json = json;
  }

  /** @throws WireError, HttpError or InferenceError for a request that gets no result */
  async answer(model: LoadedModel, exchange: Exchange): Promise<EncodedMessage> {
    refuseFormTypes(exchange.request.headers);
    const body = await this.#bodies.read(exchange);
    const request = await this.#read(model, exchange, body);
    // From here on the tensors are held, which may be larger than the JSON that they were read from.
    if (!exchange.bytes.resize(bytesOf(request.inputs))) throw noRoom(this.#budget);
    if (exchange.failure !== undefined) throw exchange.failure;
    const outputs = await model.infer(request, exchange);
    return this.#write(model, exchange, request, outputs);
  }

  async #read(model: LoadedModel, exchange: Exchange, body: Uint8Array): Promise<InferRequest> {
    const header = exchange.request.headers["inference-header-content-length"];
    const headerLength = header === undefined ? undefined : headerLengthOf(String(header));
    if (headerLength === 0) {
      const input = rawInput(model.metadata, model.policy.dynamic, body);
      return { id: undefined, inputs: [input], outputs: [], binaryOutput: true, parameters: {} };
    }
    const jsonBytes = headerLength ?? body.length;
    if (jsonBytes > MOST_JSON_BYTES && jsonBytes <= body.length) {
      throw new HttpError(
        413,
        `${jsonBytes} bytes of JSON are more than the ${MOST_JSON_BYTES} that are read: send binary tensors`,
      );
    }
    if (body[0] === 0xef) throw new WireError("the request is not JSON: it begins with a byte order mark");
    if (jsonBytes <= SMALL_JSON_BYTES) return decodeInferRequest(headerLength, body);
    const { request } = await this.#json.run(exchange, { kind: "read", headerLength, body }, "read");
    return request;
  }

  async #write(
    model: LoadedModel,
    exchange: Exchange,
    request: InferRequest,
    outputs: readonly Tensor[],
  ): Promise<EncodedMessage> {
    const bytes = bytesOf(outputs);
    if (bytes > this.#budget.limit)
      throw new HttpError(
        500,
        `the outputs have ${bytes} bytes, more than the ${this.#budget.limit} that this server may hold`,
      );
    if (!exchange.bytes.resize(bytes)) throw noRoom(this.#budget);
    const isBinary = (name: string) =>
      request.outputs.find((output) => output.name === name)?.binary ?? request.binaryOutput;
    const { name: modelName, version: modelVersion } = model;
    const response = { modelName, modelVersion, id: request.id, outputs };
    const values = jsonValuesOf(outputs.filter(({ name }) => !isBinary(name)));
    if (values <= SMALL_JSON_VALUES) return encodeInferResponse(response, isBinary);
    const binary = outputs.flatMap(({ name }) => (isBinary(name) ? [name] : []));
    const copied = {
      ...response,
      outputs: outputs.map((tensor) => ({ ...tensor, data: tensor.data.slice() })),
    };
    const { message } = await this.#json.run(
      exchange,
      { kind: "write", response: copied, binary },
      "written",
    );
    return message;
  }
}

/**
 * Refuses the media types that a web page can send to any server without asking it first.
 *
 * @throws HttpError 415
 */
function refuseFormTypes({
  "content-type": type,
  origin,
}: {
  "content-type"?: string | undefined;
  origin?: string | undefined;
}): void {
  const media = type?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  // curl sends data as a form where no type is given; a page that does so names its origin.
  const isForm = media === "application/x-www-form-urlencoded" && origin !== undefined;
  if (!isForm && media !== "text/plain" && media !== "multipart/form-data") return;
  throw new HttpError(415, `content-type ${media}: expected application/json or application/octet-stream`);
}

function headerLengthOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new WireError(
    `inference-header-content-length: expected a number of bytes, found ${JSON.stringify(text)}`,
  );
}

function bytesOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, { data }) => sum + data.length, 0);
}

/** The number of values that are written as JSON. @throws WireError where they are too many */
function jsonValuesOf(tensors: readonly Tensor[]): number {
  const values = tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const stringBytes = bytesOf(tensors.filter(({ datatype }) => datatype === "BYTES"));
  if (values <= MOST_JSON_VALUES && stringBytes <= MOST_JSON_STRING_BYTES)
    return stringBytes > SMALL_JSON_BYTES ? Number.POSITIVE_INFINITY : values;
  throw new WireError(
    `the outputs have ${values} values, more than the ${MOST_JSON_VALUES} that are written as JSON: ask for binary output`,
  );
}
