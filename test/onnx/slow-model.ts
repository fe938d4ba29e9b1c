import { bytes, ELEMENT_TYPE, modelFile, number, text, valueInfo } from "./identity-model.ts";

/** A node with its inputs, its output and its operator. */
function node(inputs: readonly string[], output: string, operator: string): number[] {
  return bytes(1, [...inputs.flatMap((name) => text(1, name)), ...text(2, output), ...text(4, operator)]);
}

/** TensorProto, INT64. */
function integers(name: string, values: readonly number[]): number[] {
  const raw = [...new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer)];
  return bytes(5, [
    ...number(1, values.length),
    ...number(2, ELEMENT_TYPE.INT64),
    ...text(8, name),
    ...bytes(9, raw),
  ]);
}

/**
 * Content of an .onnx file that computes for long: `steps` products of matrices of `size` rows, made from its input `x`
 * of one number. A step with 1024 rows takes some dozens of milliseconds of one core.
 */
export function slowModel(steps: number, size = 1024): Uint8Array {
  const products = Array.from({ length: steps }, (_, i) => node([`m${i}`, "m0"], `m${i + 1}`, "MatMul"));
  return modelFile([
    ...node(["x", "shape"], "m0", "Expand"),
    ...products.flat(),
    ...node([`m${steps}`], "y", "ReduceSum"),
    ...text(2, "slow"),
    ...integers("shape", [size, size]),
    ...bytes(11, valueInfo("x", "FP32", [1, 1])),
    ...bytes(12, valueInfo("y", "FP32", [1, 1])),
  ]);
}
