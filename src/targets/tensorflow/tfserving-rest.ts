import { refuseLongJson } from "../../payloads/json-size.ts";
import type { Tensor } from "../../wire/tensor/tensor.ts";
import { type ModelVersion, parseModelStatus } from "../../wire/tensorflow/model-status.ts";
import { columnsJson, instancesJson, jsonKind, rowsOf } from "../../wire/tensorflow/predict-json.ts";
import { parseSignature } from "../../wire/tensorflow/signature.ts";
import { behindBase, refuseEndpoint } from "../ask/base-path.ts";
import { getJson, peekJson, probe } from "../ask/probe.ts";
import { expectOutputs } from "../judge/expected-outputs.ts";
import type { Target } from "../target.ts";
import {
  classifyPredictions,
  type ExpectedPredictions,
  firstPredictions,
  predictedValues,
  refuseHalfFloats,
} from "./predictions.ts";
import {
  type Call,
  CORRECT_MODEL,
  callOf,
  describeServer,
  describeSignature,
  givenModel,
  SAY_INPUTS,
} from "./tfserving.ts";

/**
 * The target for TensorFlow Serving's REST API: https://github.com/tensorflow/serving
 * tensorflow_serving/g3doc/api_rest.md
 */
export const tfservingRest: Target = {
  kind: "tfserving-rest",
  title: "TensorFlow Serving over REST, JSON in rows or columns",
  takes: ["model", "batch", "inputs", "verify"],

  async recognise(context) {
    if (context.model === null) return null;
    const path = behindBase(context, modelPath(givenModel(context)));
    return (await peekJson(context, path, parseModelStatus)) && `GET ${path} tells versions and their states`;
  },

  async prepare(context) {
    refuseEndpoint(context);
    const { name, version } = givenModel(context);
    const path = modelPath({ name, version });
    const versions = await getJson(
      context,
      behindBase(context, path),
      parseModelStatus,
      `state of model "${context.model}"`,
      {
        missing: CORRECT_MODEL,
        invalid: "check that TensorFlow Serving's REST API listens there (--rest_api_port)",
      },
    );
    const server = describeServer(context, versions);
    const call = await callOf(context, () =>
      getJson(
        context,
        behindBase(context, `${path}/metadata`),
        parseSignature,
        `metadata of model "${context.model}"`,
        {
          missing: SAY_INPUTS,
          invalid: SAY_INPUTS,
        },
      ),
    );
    refuseHalfFloats(call.inputs, name, "use --target tfserving-grpc");
    const payloads = context.payloadsFor(name, call.inputs);
    refuseLongJson(name, payloads);
    const inRows = fitsRows(payloads.tensors(0), call);
    const requests = Array.from({ length: payloads.count }, (_, index) => ({
      method: "POST" as const,
      path: behindBase(context, `${path}:predict`),
      host: context.host,
      headers: { "Content-Type": "application/json", ...context.headers },
      body: encode(payloads.tensors(index), call, inRows),
    }));
    const [first] = requests;
    if (first === undefined) throw new Error("a payload pool is never empty");
    const response = await probe(context, first, `prediction with model "${name}"`);
    const [only, ...others] = call.outputs;
    const soleName = only !== undefined && others.length === 0 ? only.name : "the output";
    const outputs = firstPredictions(response, soleName, name);
    const promised = call.outputs.map((output) => ({ ...output, datatype: jsonKind(output.datatype) }));
    const expected: ExpectedPredictions = {
      ...expectOutputs({ outputs, bodyBytes: -1 }, promised, payloads, name, inRows ? "batch" : "unknown"),
      soleName,
    };
    return {
      server,
      model: context.model,
      payload: `${payloads.description}, as JSON ${inRows ? "in rows" : "in columns"}, ${describeSignature(call)}`,
      version: context.version,
      requests,
      judgedAsText: true,
      expected,
    };
  },

  classify: (response, expected) => classifyPredictions(response, expected as ExpectedPredictions),

  valuesOf: (response, expected) => predictedValues(response, expected as ExpectedPredictions),
};

function modelPath({ name, version }: ModelVersion): string {
  return `/v1/models/${encodeURIComponent(name)}${version === null ? "" : `/versions/${version}`}`;
}

/** Tells whether a call fits the row format, which needs one first dimension for all inputs and outputs. */
function fitsRows(inputs: readonly Tensor[], { outputs }: Call): boolean {
  const rows = rowsOf(inputs);
  const isInRows = (size: number | undefined) => size === rows || size === -1;
  return rows !== undefined && outputs.every(({ shape }) => shape === null || isInRows(shape[0]));
}

function encode(inputs: readonly Tensor[], { signature }: Call, inRows: boolean): Uint8Array {
  const named = signature === null ? "" : `"signature_name":${JSON.stringify(signature)},`;
  const content = inRows ? `"instances":${instancesJson(inputs)}` : `"inputs":${columnsJson(inputs)}`;
  return new TextEncoder().encode(`{${named}${content}}`);
}
