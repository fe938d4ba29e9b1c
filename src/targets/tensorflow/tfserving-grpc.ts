import { unframeMessage } from "../../wire/http2/grpc-frame.ts";
import { tensorValues } from "../../wire/tensor/output-values.ts";
import { decodeModelStatus } from "../../wire/tensorflow/model-status.ts";
import {
  decodeModelMetadata,
  decodePredictResponse,
  encodeModelMetadataRequest,
  encodeModelStatusRequest,
  encodePredictRequest,
  GET_MODEL_METADATA,
  GET_MODEL_STATUS,
  PREDICT,
} from "../../wire/tensorflow/predict.ts";
import { callGrpc, callGrpcWhereThere, grpcRequest, judgeCall, peekGrpc } from "../grpc/grpc.ts";
import { type ExpectedOutputs, expectOutputs, judgeOutputs } from "../judge/expected-outputs.ts";
import type { Target } from "../target.ts";
import { CORRECT_MODEL, callOf, describeServer, describeSignature, givenModel } from "./tfserving.ts";

const UNKNOWN = 2;
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const UNIMPLEMENTED = 12;

/** The advice for each gRPC status of a call before the load. */
const CURES = {
  [UNKNOWN]: "correct --model and --inputs, or look at the server's log",
  [INVALID_ARGUMENT]: "check that the inputs fit this model, or say what it takes with --inputs",
  [NOT_FOUND]: CORRECT_MODEL,
  [UNIMPLEMENTED]: "check that TensorFlow Serving listens there, or use another --target such as oip-grpc",
};

/** The target for TensorFlow Serving's PredictionService over gRPC, and for servers with only its Predict method. */
export const tfservingGrpc: Target = {
  kind: "tfserving-grpc",
  title: "TensorFlow Serving over gRPC, raw tensor contents (also pythie-serving)",
  takes: ["model", "batch", "inputs", "verify"],

  async recognise(context) {
    const question = encodeModelStatusRequest({ name: context.model ?? "", version: null });
    const found = () => "it knows the services of TensorFlow Serving";
    return (
      (await peekGrpc(context, GET_MODEL_STATUS, question, found)) ??
      peekGrpc(context, PREDICT, question, found)
    );
  },

  async prepare(context) {
    const model = givenModel(context);
    const question = encodeModelStatusRequest(model);
    const versions = await callGrpcWhereThere(context, GET_MODEL_STATUS, question, decodeModelStatus, CURES);
    const server = describeServer(context, versions);
    const call = await callOf(context, () => {
      const request = encodeModelMetadataRequest(model);
      return callGrpcWhereThere(context, GET_MODEL_METADATA, request, decodeModelMetadata, CURES);
    });
    const payloads = context.payloadsFor(model.name, call.inputs);
    const messages = Array.from({ length: payloads.count }, (_, index) =>
      encodePredictRequest({ model, signature: call.signature, inputs: payloads.tensors(index) }),
    );
    const [first] = messages;
    if (first === undefined) throw new Error("a payload pool is never empty");
    const outputs = await callGrpc(context, PREDICT, first, decodePredictResponse, CURES);
    return {
      server,
      model: context.model,
      payload: `${payloads.description}, as raw tensors, ${describeSignature(call)}`,
      version: "2",
      requests: messages.map((message) => grpcRequest(context, PREDICT, message)),
      judgedAsText: false,
      // Outputs of another datatype or shape may have the same length, so every answer is read.
      expected: expectOutputs({ outputs, bodyBytes: -1 }, call.outputs, payloads, model.name),
    };
  },

  classify: (response, expected, timing) =>
    judgeCall(response, timing, (answer) =>
      judgeOutputs(decodePredictResponse(answer), expected as ExpectedOutputs),
    ),

  valuesOf: ({ body }) => decodePredictResponse(unframeMessage(body)).map(tensorValues),
};
