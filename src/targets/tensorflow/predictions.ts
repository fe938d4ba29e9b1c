import { targetError } from "../../core/errors.ts";
import type { InputSpec } from "../../payloads/payload.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { decodeText } from "../../wire/json.ts";
import { parseLooseJson } from "../../wire/loose-json.ts";
import type { OutputValues } from "../../wire/tensor/output-values.ts";
import { type JsonOutput, readPredictedValues, readPredictions } from "../../wire/tensorflow/predict-json.ts";
import { WireError } from "../../wire/wire-error.ts";
import { excerpt } from "../ask/probe.ts";
import { type ExpectedOutputs, judgeOutputs } from "../judge/expected-outputs.ts";
import type { Classified } from "../target.ts";

/** The form of a good answer to `:predict`. */
export interface ExpectedPredictions extends ExpectedOutputs {
  /** The name for the only output of a model, which the answer does not name. */
  readonly soleName: string;
}

/**
 * Refuses inputs of FP16 and BF16, which TensorFlow Serving does not read from JSON (`AddValueToTensor` in its
 * util/json_tensor.cc).
 *
 * @throws target error for such an input
 */
export function refuseHalfFloats(inputs: readonly InputSpec[], model: string, cure: string): void {
  const half = inputs.find(({ datatype }) => datatype === "FP16" || datatype === "BF16");
  if (half === undefined) return;
  throw targetError(
    `input "${half.name}" of model "${model}" is ${half.datatype}, which TensorFlow Serving does not read from JSON`,
    cure,
  );
}

/** Reads the outputs of the first answer. @throws target error for a refusal, and for any other answer */
export function firstPredictions(response: HttpResponse, soleName: string, model: string): JsonOutput[] {
  if (response.status !== 200) {
    throw targetError(
      `model "${model}" refused the first request: status ${response.status} and ${excerpt(response)}`,
      "check that the inputs fit this model, or the server's log",
    );
  }
  try {
    return read(response, soleName);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw targetError(
      `the answer of model "${model}" is no prediction: ${error.message}`,
      "check the server",
    );
  }
}

export function classifyPredictions(response: HttpResponse, wanted: ExpectedPredictions): Classified {
  if (response.status !== 200)
    return { outcome: "error", failure: "http-status", message: excerpt(response) };
  try {
    return judgeOutputs(read(response, wanted.soleName), wanted);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { outcome: "wrong", failure: "response-shape", message: error.message };
  }
}

export function predictedValues(response: HttpResponse, { soleName }: ExpectedPredictions): OutputValues[] {
  return readPredictedValues(jsonOf(response), soleName);
}

function read(response: HttpResponse, soleName: string): JsonOutput[] {
  return readPredictions(jsonOf(response), soleName);
}

function jsonOf({ body }: HttpResponse): unknown {
  return parseLooseJson(decodeText(body, "body"), "body");
}
