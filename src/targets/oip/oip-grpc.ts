import { targetError } from "../../core/errors.ts";
import { unframeMessage } from "../../wire/http2/grpc-frame.ts";
import type { ModelMetadata } from "../../wire/oip/metadata.ts";
import {
  decodeMaxBatchSize,
  decodeModelInferResponse,
  decodeModelMetadata,
  decodeReady,
  decodeServerMetadata,
  encodeModelInferRequest,
  encodeModelRequest,
  OIP_GRPC_SERVICE,
  SERVER_REQUEST,
} from "../../wire/oip/oip-grpc.ts";
import { decodeRepositoryIndex, READY_MODELS, REPOSITORY_INDEX } from "../../wire/oip/repository.ts";
import { tensorValues } from "../../wire/tensor/output-values.ts";
import { theOnly } from "../ask/listed-models.ts";
import {
  callGrpc,
  callGrpcWhereThere,
  type GrpcAnswer,
  grpcRequest,
  judgeCall,
  peekGrpc,
} from "../grpc/grpc.ts";
import { type ExpectedOutputs, expectOutputs, judgeOutputs } from "../judge/expected-outputs.ts";
import type { TargetContext } from "../server-context.ts";
import type { Target } from "../target.ts";
import { CONFIGURATIONS, firstDimensionFor, inputsOf, unknownModel } from "./oip-model.ts";
import { statisticsByGrpc } from "./triton-statistics.ts";

const NOT_FOUND = 5;
const CURES = { [NOT_FOUND]: "correct --model, or load the model on the server" };
const MODEL_CONFIG = `${OIP_GRPC_SERVICE}/ModelConfig`;

/** The target for the Open Inference Protocol v2 over gRPC, with raw tensors: Triton, KServe, MLServer, OpenVINO. */
export const oipGrpc: Target = {
  kind: "oip-grpc",
  title: "Open Inference Protocol v2 over gRPC, raw tensor contents (Triton, KServe, MLServer)",
  takes: ["model", "batch", "inputs", "verify"],

  async recognise(context) {
    const path = `${OIP_GRPC_SERVICE}/ServerMetadata`;
    return peekGrpc(context, path, SERVER_REQUEST, ({ status, body }) => {
      if (status.code !== 0) return null;
      const { name, version } = decodeServerMetadata(unframeMessage(body));
      return `ServerMetadata says ${[name, version].filter(Boolean).join(" ")}`;
    });
  },

  async prepare(context) {
    const call = <Answer>(method: string, message: Uint8Array, decode: (answer: Uint8Array) => Answer) =>
      callGrpc(context, `${OIP_GRPC_SERVICE}/${method}`, message, decode, CURES);
    const server = await call("ServerMetadata", SERVER_REQUEST, decodeServerMetadata);
    const model = context.model ?? (await onlyModel(context));
    const question = encodeModelRequest({ name: model });
    if (!(await call("ModelReady", question, decodeReady)))
      throw targetError(
        `model "${model}" on ${context.origin} is not ready`,
        "load the model, or wait until it is loaded",
      );
    const metadata = await metadataOf(context, model);
    const firstDimension = server.extensions.includes(CONFIGURATIONS)
      ? firstDimensionFor(await peekGrpc(context, MODEL_CONFIG, question, maxBatchSizeIn))
      : "unknown";
    const payloads = context.payloadsFor(model, inputsOf(context, model, metadata));
    const messages = Array.from({ length: payloads.count }, (_, index) =>
      encodeModelInferRequest({ modelName: model, inputs: payloads.tensors(index) }),
    );
    const [first] = messages;
    if (first === undefined) throw new Error("a payload pool is never empty");
    const { outputs } = await call("ModelInfer", first, decodeModelInferResponse);
    return {
      server: [server.name, server.version].filter(Boolean).join(" "),
      model,
      payload: `${payloads.description}, as raw tensors`,
      version: "2",
      requests: messages.map((message) => grpcRequest(context, `${OIP_GRPC_SERVICE}/ModelInfer`, message)),
      judgedAsText: false,
      // Outputs of another datatype or shape may have the same length, so every answer is read.
      expected: expectOutputs({ outputs, bodyBytes: -1 }, metadata.outputs, payloads, model, firstDimension),
    };
  },

  classify(response, expected, timing) {
    const wanted = expected as ExpectedOutputs;
    return judgeCall(response, timing, (answer) =>
      judgeOutputs(decodeModelInferResponse(answer).outputs, wanted),
    );
  },

  statistics: statisticsByGrpc,
  valuesOf: ({ body }) => decodeModelInferResponse(unframeMessage(body)).outputs.map(tensorValues),
};

/** Asks for the metadata of a model, which a server may lack where --inputs says what the model takes. */
async function metadataOf(context: TargetContext, model: string): Promise<ModelMetadata> {
  const ask = context.inputs === null ? callGrpc : callGrpcWhereThere;
  const method = `${OIP_GRPC_SERVICE}/ModelMetadata`;
  const question = encodeModelRequest({ name: model });
  return (await ask(context, method, question, decodeModelMetadata, CURES)) ?? unknownModel(model);
}

function maxBatchSizeIn({ status, body }: GrpcAnswer): number | null {
  return status.code === 0 ? decodeMaxBatchSize(unframeMessage(body)) : null;
}

/**
 * The only model that is ready, by the list of the server. Triton and MLServer have a list, each in its own service.
 */
async function onlyModel(context: TargetContext): Promise<string> {
  for (const path of REPOSITORY_INDEX) {
    const names = await callGrpcWhereThere(context, path, READY_MODELS, decodeRepositoryIndex);
    if (names !== null) return theOnly(context, { rows: names, refusal: null });
  }
  return theOnly(context, { rows: [], refusal: null });
}
