import { targetError } from "../core/errors.ts";
import { unframeMessage } from "../wire/grpc-frame.ts";
import {
  decodeModelInferResponse,
  decodeModelMetadata,
  decodeReady,
  decodeServerMetadata,
  encodeModelInferRequest,
  encodeModelRequest,
  OIP_GRPC_SERVICE,
  SERVER_REQUEST,
} from "../wire/oip-grpc.ts";
import { WireError } from "../wire/wire-error.ts";
import { callGrpc, grpcRequest, grpcStatus } from "./grpc.ts";
import { type ExpectedOutputs, expectOutputs, judgeOutputs } from "./oip-expectation.ts";
import { OK, type Target } from "./target.ts";

const NOT_FOUND = 5;

/** Open Inference Protocol v2 over gRPC, tensors as raw contents: Triton, KServe, MLServer, OpenVINO Model Server. */
export const oipGrpc: Target = {
  kind: "oip-grpc",
  title: "Open Inference Protocol v2 over gRPC, raw tensor contents (Triton, KServe, MLServer)",

  async prepare(context) {
    const call = <Answer>(method: string, message: Uint8Array, decode: (answer: Uint8Array) => Answer) =>
      callGrpc(context, `${OIP_GRPC_SERVICE}/${method}`, message, decode, {
        [NOT_FOUND]: "correct --model, or load the model on the server",
      });
    const server = await call("ServerMetadata", SERVER_REQUEST, decodeServerMetadata);
    if (context.model === null)
      throw targetError(
        `${context.origin} is not asked for its models over gRPC`,
        "say which one with --model NAME",
      );
    const model = context.model;
    const question = encodeModelRequest({ name: model });
    if (!(await call("ModelReady", question, decodeReady)))
      throw targetError(
        `model "${model}" on ${context.origin} is not ready`,
        "load the model, or wait until it is loaded",
      );
    const metadata = await call("ModelMetadata", question, decodeModelMetadata);
    const payloads = context.payloadsFor(model, metadata.inputs);
    const messages = Array.from({ length: payloads.count }, (_, index) =>
      encodeModelInferRequest({ modelName: model, inputs: payloads.tensors(index) }),
    );
    const [first] = messages;
    if (first === undefined) throw new Error("a payload pool is never empty");
    let bodyBytes = 0;
    const { outputs } = await call("ModelInfer", first, (answer) => {
      bodyBytes = answer.length;
      return decodeModelInferResponse(answer);
    });
    return {
      server: [server.name, server.version].filter(Boolean).join(" "),
      model,
      payload: `${payloads.description}, as raw tensors`,
      version: "2",
      requests: messages.map((message) => grpcRequest(context, `${OIP_GRPC_SERVICE}/ModelInfer`, message)),
      judgedAsText: false,
      expected: expectOutputs({ outputs, bodyBytes }, metadata, payloads, model),
    };
  },

  classify(response, expected) {
    const wanted = expected as ExpectedOutputs;
    if (response.status !== 200)
      return { outcome: "error", failure: "http-status", message: `HTTP status ${response.status}` };
    try {
      const { code, name, message } = grpcStatus(response);
      if (code !== 0)
        return { outcome: "error", failure: "grpc-status", status: code, message: `${name}: ${message}` };
      const answer = unframeMessage(response.body);
      if (answer.length === wanted.bodyBytes) return OK;
      return judgeOutputs(decodeModelInferResponse(answer).outputs, wanted);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return { outcome: "wrong", failure: "response-shape", message: error.message };
    }
  },
};
