import { expect, test } from "vitest";
import type { TargetKind } from "../../src/targets/index.ts";
import { TARGETS } from "../../src/targets/index.ts";
import type { HttpResponse } from "../../src/wire/http/http-response.ts";
import { frameMessage } from "../../src/wire/http2/grpc-frame.ts";
import { encodeInferResponse } from "../../src/wire/oip/oip.ts";
import { ProtobufWriter } from "../../src/wire/protobuf/protobuf-writer.ts";
import type { Tensor } from "../../src/wire/tensor/tensor.ts";
import { encodeTensorProto } from "../../src/wire/tensorflow/tensor-proto.ts";

const TENSOR: Tensor = {
  name: "y",
  datatype: "FP32",
  shape: [1, 2],
  data: new Uint8Array(Float32Array.of(0.5, -2).buffer),
};

function answer(body: Uint8Array | string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const named = new Map(Object.entries(headers));
  return { status: 200, headers: named, body: bytes, bodyBytes: bytes.length, keepAlive: true };
}

function oip(binary: boolean): HttpResponse {
  const response = { modelName: "m", modelVersion: undefined, id: undefined, outputs: [TENSOR] };
  const { headers, body } = encodeInferResponse(response, () => binary);
  return answer(body, headers);
}

/** ModelInferResponse of open_inference_grpc.proto. */
function oipGrpc(): HttpResponse {
  const head = new ProtobufWriter().text(1, "y").text(2, "FP32").packedVarints(3, [1, 2]);
  return answer(frameMessage(new ProtobufWriter().message(5, head).bytes(6, TENSOR.data).finish()));
}

/** PredictResponse of predict.proto. */
function tfservingGrpc(): HttpResponse {
  const entry = new ProtobufWriter().text(1, "y").message(2, encodeTensorProto(TENSOR));
  return answer(frameMessage(new ProtobufWriter().message(1, entry).finish()));
}

test.each<[TargetKind, string, HttpResponse]>([
  ["oip-http", "as JSON", oip(false)],
  ["oip-http", "as binary tensors", oip(true)],
  ["onnx", "as binary tensors", oip(true)],
  ["oip-grpc", "as raw contents", oipGrpc()],
  ["tfserving-grpc", "as raw contents", tfservingGrpc()],
  ["tfserving-rest", "in rows", answer('{"predictions": [[0.5, -2]]}')],
  ["tfserving-rest", "in columns", answer('{"outputs": {"y": [[0.5, -2]]}}')],
  ["kserve-v1", "as instances", answer('{"predictions": [[0.5, -2]]}')],
])("%s hands out the values of an answer %s", (kind, _, response) => {
  const [output] = TARGETS[kind].valuesOf?.(response, { soleName: "y" }) ?? [];
  expect(output).toMatchObject({ name: "y", shape: [1, 2] });
  expect(Array.from(output?.values ?? [])).toEqual([0.5, -2]);
});
