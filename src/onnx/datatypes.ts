import type { Tensor as OrtTensor } from "onnxruntime-node";
import { type Datatype, elementCount, type Tensor } from "../wire/tensor/tensor.ts";
import { decodeStrings, encodeStrings } from "../wire/tensor/tensor-json.ts";

/** The protocol's datatype for each element type of ONNX Runtime; onnxruntime-node 1.30 has no name for bfloat16. */
const DATATYPE_OF: Readonly<Partial<Record<OrtTensor.Type, Datatype>>> = {
  bool: "BOOL",
  uint8: "UINT8",
  uint16: "UINT16",
  uint32: "UINT32",
  uint64: "UINT64",
  int8: "INT8",
  int16: "INT16",
  int32: "INT32",
  int64: "INT64",
  float16: "FP16",
  float32: "FP32",
  float64: "FP64",
  string: "BYTES",
};

/** The datatype for an element type of ONNX Runtime. @throws Error for a type that the protocol does not have */
export function datatypeOf(type: OrtTensor.Type, name: string): Datatype {
  const datatype = DATATYPE_OF[type];
  if (datatype !== undefined) return datatype;
  throw new Error(`tensor ${name} has element type ${type}, which the inference protocol cannot carry`);
}

type OrtConstructor = typeof OrtTensor;

/**
 * Makes an ONNX Runtime tensor over the bytes of a tensor, without copying them, except for strings. `data` must
 * begin at offset 0 of its buffer, because typed arrays need alignment. All machines with Node and ONNX Runtime are
 * little-endian, as the wire format is.
 *
 * @throws Error for BF16, which onnxruntime-node lacks
 */
export function toOrt(Tensor: OrtConstructor, { datatype, shape, data, name }: Tensor): OrtTensor {
  const buffer = data.buffer as ArrayBuffer;
  const count = elementCount(shape);
  switch (datatype) {
    case "BOOL":
      return new Tensor("bool", new Uint8Array(buffer, 0, count), shape);
    case "UINT8":
      return new Tensor("uint8", new Uint8Array(buffer, 0, count), shape);
    case "UINT16":
      return new Tensor("uint16", new Uint16Array(buffer, 0, count), shape);
    case "UINT32":
      return new Tensor("uint32", new Uint32Array(buffer, 0, count), shape);
    case "UINT64":
      return new Tensor("uint64", new BigUint64Array(buffer, 0, count), shape);
    case "INT8":
      return new Tensor("int8", new Int8Array(buffer, 0, count), shape);
    case "INT16":
      return new Tensor("int16", new Int16Array(buffer, 0, count), shape);
    case "INT32":
      return new Tensor("int32", new Int32Array(buffer, 0, count), shape);
    case "INT64":
      return new Tensor("int64", new BigInt64Array(buffer, 0, count), shape);
    case "FP16":
      return new Tensor("float16", new Uint16Array(buffer, 0, count), shape);
    case "FP32":
      return new Tensor("float32", new Float32Array(buffer, 0, count), shape);
    case "FP64":
      return new Tensor("float64", new Float64Array(buffer, 0, count), shape);
    case "BYTES":
      return new Tensor("string", decodeStrings(data, count, name), shape);
    case "BF16":
      throw new Error(`tensor ${name}: onnxruntime-node has no bfloat16`);
  }
}

/** A tensor over the memory of a result of ONNX Runtime, which is copied only for strings. */
export function fromOrt(name: string, tensor: OrtTensor): Tensor {
  const { data, dims: shape } = tensor;
  const datatype = datatypeOf(tensor.type, name);
  if (Array.isArray(data)) return { name, datatype, shape, data: encodeStrings(data, name) };
  const { buffer, byteOffset, byteLength } = data as Uint8Array;
  return { name, datatype, shape, data: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength) };
}
