// A model small enough to write by hand: one Identity node. Field numbers from onnx/onnx.proto (ONNX 1.x).

/** TensorProto.DataType. */
export const ELEMENT_TYPE = {
  FP32: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  BYTES: 8,
  BOOL: 9,
  FP16: 10,
  FP64: 11,
  UINT32: 12,
  UINT64: 13,
  BF16: 16,
} as const;

export type IdentityDatatype = keyof typeof ELEMENT_TYPE;

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
export const number = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)];
export const bytes = (field: number, content: readonly number[]): number[] => [
  ...varint((field << 3) | 2),
  ...varint(content.length),
  ...content,
];
export const text = (field: number, content: string): number[] =>
  bytes(field, [...new TextEncoder().encode(content)]);

export function valueInfo(name: string, datatype: IdentityDatatype, shape: readonly number[]): number[] {
  const dims = shape.flatMap((size, axis) =>
    bytes(1, size === -1 ? text(2, `axis${axis}`) : number(1, size)),
  );
  const tensorType = bytes(1, [...number(1, ELEMENT_TYPE[datatype]), ...bytes(2, dims)]);
  return [...text(1, name), ...bytes(2, tensorType)];
}

/** Content of an .onnx file whose output `y` is its input, `x` by default; -1 in the shape is an open dimension. */
export function identityModel(datatype: IdentityDatatype, shape: readonly number[], input = "x"): Uint8Array {
  const node = [...text(1, input), ...text(2, "y"), ...text(4, "Identity")];
  const graph = [
    ...bytes(1, node),
    ...text(2, "identity"),
    ...bytes(11, valueInfo(input, datatype, shape)),
    ...bytes(12, valueInfo("y", datatype, shape)),
  ];
  return modelFile(graph);
}

/** ModelProto, of IR version 8 and opset 17. */
export function modelFile(graph: readonly number[]): Uint8Array {
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))]);
}
