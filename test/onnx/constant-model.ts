import { bytes, ELEMENT_TYPE, modelFile, number, text, valueInfo } from "./identity-model.ts";

/** TensorProto, FP32. */
function weights(name: string, shape: readonly number[], values: Float32Array): number[] {
  return [
    ...shape.flatMap((size) => number(1, size)),
    ...number(2, ELEMENT_TYPE.FP32),
    ...text(8, name),
    ...bytes(9, [...new Uint8Array(values.buffer)]),
  ];
}

/** Content of an .onnx file that takes what `digits` takes, and answers these logits whatever it is shown. */
export function constantModel(logits: readonly number[]): Uint8Array {
  const pixels = 64;
  const node = [
    ...text(1, "image"),
    ...text(1, "none"),
    ...text(1, "always"),
    ...text(2, "logits"),
    ...text(4, "Gemm"),
  ];
  return modelFile([
    ...bytes(1, node),
    ...text(2, "constant"),
    ...bytes(5, weights("none", [pixels, logits.length], new Float32Array(pixels * logits.length))),
    ...bytes(5, weights("always", [logits.length], Float32Array.from(logits))),
    ...bytes(11, valueInfo("image", "FP32", [-1, pixels])),
    ...bytes(12, valueInfo("logits", "FP32", [-1, logits.length])),
  ]);
}
