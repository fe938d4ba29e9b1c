import type { ModelAddress } from "../core/address.ts";
import { PlimsollError, targetError } from "../core/errors.ts";
import { readCounted } from "../onnx/counted.ts";
import { answerWith, loadModel, runtimeName } from "../onnx/in-process.ts";
import { InferenceError } from "../onnx/inference-error.ts";
import type { LoadedModel } from "../onnx/loaded-model.ts";
import type { Payloads } from "../payloads/payload.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import { WireError } from "../wire/wire-error.ts";
import {
  classifyInference,
  expectInference,
  inferenceValues,
  inferRequests,
  refusedByModel,
} from "./oip/inference.ts";
import type { ServerContext } from "./server-context.ts";
import type { Target } from "./target.ts";

/** The target for ONNX Runtime in this process: the part of a server's latency without network and HTTP. */
export const onnx: Target = {
  kind: "onnx",
  title: "ONNX Runtime in this process, without any network",
  takes: ["model", "batch", "verify"],

  async prepare(context) {
    const model = await load(addressIn(context));
    try {
      const payloads = context.payloadsFor(model.name, model.metadata.inputs);
      const answer = await firstAnswer(model, payloads);
      return {
        server: runtimeName(),
        model: model.name,
        payload: payloads.description,
        version: context.version,
        requests: inferRequests(context, "", payloads, true),
        judgedAsText: false,
        expected: expectInference(
          answer,
          model.metadata,
          payloads,
          model.name,
          model.policy.dynamic ? "batch" : "unknown",
        ),
      };
    } finally {
      await model.close();
    }
  },

  classify: classifyInference,
  statistics: async (context) => readCounted(addressIn(context).model.counted),
  valuesOf: inferenceValues,
};

function addressIn({ address }: ServerContext): ModelAddress {
  if (!("model" in address)) throw new Error("a model in this process has no network address");
  return address;
}

async function load(address: ModelAddress): Promise<LoadedModel> {
  try {
    return await loadModel(address);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    throw targetError(error.message, error.fix ?? "check that it is a model of ONNX");
  }
}

/** Computes the first answer of a model. @throws target error when the model refuses the request or fails */
async function firstAnswer(model: LoadedModel, payloads: Payloads): Promise<HttpResponse> {
  try {
    return answerWith(await model.infer({ inputs: payloads.tensors(0), outputs: [] }), model);
  } catch (error) {
    if (!(error instanceof InferenceError || error instanceof WireError)) throw error;
    throw refusedByModel(model.name, payloads, error.message);
  }
}
