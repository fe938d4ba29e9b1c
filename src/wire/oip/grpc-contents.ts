import { GrowingBytes } from "../growing-bytes.ts";
import type { ProtobufReader } from "../protobuf/protobuf-reader.ts";
import { ELEMENT_READERS } from "../protobuf/typed-elements.ts";
import { checkData, type Datatype } from "../tensor/tensor.ts";
import { WireError } from "../wire-error.ts";

/** The field of InferTensorContents that holds a datatype. */
const FIELDS: Readonly<Record<Datatype, number | undefined>> = {
  BOOL: 1,
  INT8: 2,
  INT16: 2,
  INT32: 2,
  INT64: 3,
  UINT8: 4,
  UINT16: 4,
  UINT32: 4,
  UINT64: 5,
  FP32: 6,
  FP64: 7,
  BYTES: 8,
  FP16: undefined,
  BF16: undefined,
};

/** Bytes of a tensor whose elements came typed; `undefined` when the message had none. Throws `WireError`. */
export function dataFromContents(
  contents: ProtobufReader | undefined,
  datatype: Datatype,
  shape: readonly number[],
  path: string,
): Uint8Array {
  const field = FIELDS[datatype];
  if (field === undefined)
    throw new WireError(`${path}: ${datatype} has no typed contents, expected raw bytes`);
  const data = new GrowingBytes();
  while (contents?.next()) {
    if (contents.field === field) ELEMENT_READERS[datatype](contents, data);
    else contents.skip();
  }
  checkData(datatype, shape, data.whole(), path);
  return data.whole();
}
