import { targetError } from "../../core/errors.ts";
import { describeBodies } from "../../payloads/given-bodies.ts";
import {
  decodeHealth,
  decodePredictionResponse,
  encodePredictionsRequest,
  PING,
  TORCHSERVE_SERVICE,
} from "../../wire/torchserve-grpc.ts";
import { excerptOf } from "../ask/probe.ts";
import { callGrpc, grpcRequest, judgeCall, peekGrpc } from "../grpc/grpc.ts";
import { refuseWrong } from "../judge/answer-check.ts";
import type { Target } from "../target.ts";
import {
  type ExpectedPrediction,
  expectPrediction,
  judgePrediction,
  MODEL_CURE,
  questionOf,
  TOKEN_CURE,
  WORKERS_CURE,
} from "./torchserve.ts";

const PREDICTIONS = `${TORCHSERVE_SERVICE}/Predictions`;
const CURES = {
  // TorchServe has one status for every fault: its message tells an unknown model from one without a worker.
  13: `${MODEL_CURE}; or ${WORKERS_CURE}`,
  7: TOKEN_CURE,
  12: "check that TorchServe's inference API listens there (7070, where 7071 is for management)",
  16: TOKEN_CURE,
};

/** The target for TorchServe's inference API over gRPC: the body is the input named "data". */
export const torchserveGrpc: Target = {
  kind: "torchserve-grpc",
  title: 'TorchServe over gRPC: Predictions, with the body as input "data"',
  takes: ["model", "body", "check"],

  async recognise(context) {
    return peekGrpc(context, `${TORCHSERVE_SERVICE}/Ping`, PING, () => "it knows TorchServe's Ping");
  },

  async prepare(context) {
    const { model, version, bodies } = questionOf(context);
    const health = await callGrpc(context, `${TORCHSERVE_SERVICE}/Ping`, PING, decodeHealth, CURES);
    if (!health.includes("Healthy"))
      throw targetError(
        `TorchServe on ${context.origin} says of its health ${excerptOf(health)}`,
        "look at its log: workers may have failed",
      );
    const messages = bodies.map(({ bytes }) => encodePredictionsRequest({ model, version, data: bytes }));
    const first = await callGrpc(
      context,
      PREDICTIONS,
      messages[0] as Uint8Array,
      decodePredictionResponse,
      CURES,
    );
    const expected = expectPrediction(first, context.check);
    refuseWrong(judgePrediction(first, expected), `gRPC call ${PREDICTIONS}`);
    return {
      server: "TorchServe",
      model: context.model,
      payload: describeBodies(bodies),
      version: "2",
      requests: messages.map((message) => grpcRequest(context, PREDICTIONS, message)),
      judgedAsText: false,
      expected,
    };
  },

  classify: (response, expected, timing) =>
    judgeCall(response, timing, (message) =>
      judgePrediction(decodePredictionResponse(message), expected as ExpectedPrediction),
    ),
};
