import { GrowingBytes } from "../growing-bytes.ts";
import { ProtobufReader } from "../protobuf/protobuf-reader.ts";
import { ProtobufWriter } from "../protobuf/protobuf-writer.ts";
import { ELEMENT_READERS } from "../protobuf/typed-elements.ts";
import { bytesPerElement, checkData, type Datatype, elementCount, type Tensor } from "../tensor/tensor.ts";
import { show, WireError } from "../wire-error.ts";

// tensorflow.TensorProto; the numbers are those of https://github.com/tensorflow/tensorflow
// tensorflow/core/framework/{tensor,tensor_shape,types}.proto

/** A datatype in TensorFlow: name and number of its DataType, and the field of TensorProto with its typed elements. */
interface TfType {
  readonly name: string;
  readonly number: number;
  readonly field: number;
}

const TF_TYPES: Readonly<Record<Datatype, TfType>> = {
  FP32: { name: "DT_FLOAT", number: 1, field: 5 },
  FP64: { name: "DT_DOUBLE", number: 2, field: 6 },
  INT32: { name: "DT_INT32", number: 3, field: 7 },
  UINT8: { name: "DT_UINT8", number: 4, field: 7 },
  INT16: { name: "DT_INT16", number: 5, field: 7 },
  INT8: { name: "DT_INT8", number: 6, field: 7 },
  BYTES: { name: "DT_STRING", number: 7, field: 8 },
  INT64: { name: "DT_INT64", number: 9, field: 10 },
  BOOL: { name: "DT_BOOL", number: 10, field: 11 },
  BF16: { name: "DT_BFLOAT16", number: 14, field: 13 },
  UINT16: { name: "DT_UINT16", number: 17, field: 7 },
  FP16: { name: "DT_HALF", number: 19, field: 13 },
  UINT32: { name: "DT_UINT32", number: 22, field: 16 },
  UINT64: { name: "DT_UINT64", number: 23, field: 17 },
};

/** Largest tensor, in bytes, whose missing typed elements are filled in; a damaged shape may promise any number. */
const MOST_FILLED_BYTES = 16 * 2 ** 20;

/**
 * Reads a DataType by its number in protobuf or its name in JSON; a variable's type ends in `_REF`. Throws `WireError`.
 */
export function datatypeFromTf(type: unknown, path: string): Datatype {
  for (const [datatype, { name, number }] of Object.entries(TF_TYPES)) {
    if (type === number || type === name || type === `${name}_REF`) return datatype as Datatype;
  }
  const names = Object.values(TF_TYPES).map(({ name }) => name);
  throw new WireError(`${path}: expected one of ${names.join(", ")}, found ${show(type)}`);
}

/** Encodes a TensorProto: raw bytes, except for strings, which have no raw form. */
export function encodeTensorProto({ datatype, shape, data }: Tensor): ProtobufWriter {
  const dims = new ProtobufWriter();
  for (const size of shape) dims.message(2, new ProtobufWriter().varint(1, size));
  const { number, field } = TF_TYPES[datatype];
  const writer = new ProtobufWriter().varint(1, number).message(2, dims);
  if (datatype !== "BYTES") return writer.bytes(4, data);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at < data.length; ) {
    const end = at + 4 + view.getUint32(at, true);
    writer.bytes(field, data.subarray(at + 4, end));
    at = end;
  }
  return writer;
}

/** Reads a TensorProto; `name` is its key in the map that holds it. Throws `WireError`. */
export function decodeTensorProto(message: Uint8Array, name: string, path: string): Tensor {
  const reader = new ProtobufReader(message, path);
  let type = 0;
  let shape: readonly number[] | null = [];
  let content: Uint8Array = new Uint8Array(0);
  while (reader.next()) {
    if (reader.field === 1) type = Number(reader.uint64());
    else if (reader.field === 2) shape = readTensorShape(reader.message("tensor_shape"));
    else if (reader.field === 4) content = reader.bytes();
    else reader.skip();
  }
  if (shape === null) throw new WireError(`${path}.tensor_shape: expected dimensions, found an unknown rank`);
  const datatype = datatypeFromTf(type, `${path}.dtype`);
  if (content.length === 0) {
    return { name, datatype, shape, data: typedData(message, datatype, shape, path) };
  }
  checkData(datatype, shape, content, path);
  return { name, datatype, shape, data: content };
}

/** Reads a TensorShapeProto; `null` is an unknown rank, −1 a dimension of any size. Throws `WireError`. */
export function readTensorShape(reader: ProtobufReader): number[] | null {
  const shape: number[] = [];
  let isRankUnknown = false;
  while (reader.next()) {
    if (reader.field === 2) shape.push(dimension(reader.message(`dim[${shape.length}]`)));
    else if (reader.field === 3) isRankUnknown = reader.bool();
    else reader.skip();
  }
  return isRankUnknown ? null : shape;
}

function dimension(reader: ProtobufReader): number {
  let size = 0;
  while (reader.next()) {
    if (reader.field === 1) size = Number(reader.int64());
    else reader.skip();
  }
  return size;
}

function typedData(
  message: Uint8Array,
  datatype: Datatype,
  shape: readonly number[],
  path: string,
): Uint8Array {
  const reader = new ProtobufReader(message, path);
  const data = new GrowingBytes();
  const { field } = TF_TYPES[datatype];
  while (reader.next()) {
    if (reader.field === field) ELEMENT_READERS[datatype](reader, data);
    else reader.skip();
  }
  const size = bytesPerElement(datatype);
  const bytes = elementCount(shape, `${path}.tensor_shape`) * (size ?? 0);
  if (size !== undefined && data.length < bytes) return filled(data.whole(), size, bytes, path);
  checkData(datatype, shape, data.whole(), path);
  return data.whole();
}

/**
 * Fills in missing elements: the last number stands for all of them, as in TensorFlow's own `make_ndarray`; without any
 * it is 0.
 */
function filled(data: Uint8Array, size: number, bytes: number, path: string): Uint8Array {
  if (bytes > MOST_FILLED_BYTES)
    throw new WireError(`${path}: expected ${bytes} bytes of elements, found ${data.length}`);
  const whole = new Uint8Array(bytes);
  whole.set(data);
  const from = data.length - size;
  if (from < 0) return whole;
  // The filled part is copied after itself, so that each step doubles it.
  for (let end = data.length; end < bytes; end += end - from) whole.copyWithin(end, from, end);
  return whole;
}
