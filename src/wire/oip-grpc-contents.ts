import { GrowingBytes } from "./growing-bytes.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";
import { checkData, type Datatype } from "./tensor.ts";
import { WireError } from "./wire-error.ts";

/** The field of InferTensorContents that holds a datatype, and how its elements become the bytes of a tensor. */
interface Contents {
  readonly field: number;
  read(reader: ProtobufReader, into: GrowingBytes): void;
}

function integers(
  field: number,
  elementBytes: number,
  wrap: (bits: number, value: bigint) => bigint,
): Contents {
  return {
    field,
    read: (reader, into) =>
      reader.varints((element) => {
        // Small integers travel as wide ones.
        const value = wrap(64, element.uint64());
        if (wrap(8 * elementBytes, value) !== value) {
          throw new WireError(`contents, field ${field}: ${value} does not fit into ${elementBytes} bytes`);
        }
        for (let byte = 0; byte < elementBytes; byte++) {
          into.appendByte(Number((value >> BigInt(8 * byte)) & 255n));
        }
      }),
  };
}

const CONTENTS: Readonly<Record<Datatype, Contents | undefined>> = {
  BOOL: {
    field: 1,
    read: (reader, into) => reader.varints((element) => into.appendByte(element.bool() ? 1 : 0)),
  },
  INT8: integers(2, 1, BigInt.asIntN),
  INT16: integers(2, 2, BigInt.asIntN),
  INT32: integers(2, 4, BigInt.asIntN),
  INT64: integers(3, 8, BigInt.asIntN),
  UINT8: integers(4, 1, BigInt.asUintN),
  UINT16: integers(4, 2, BigInt.asUintN),
  UINT32: integers(4, 4, BigInt.asUintN),
  UINT64: integers(5, 8, BigInt.asUintN),
  FP32: { field: 6, read: (reader, into) => into.append(reader.fixed(4)) },
  FP64: { field: 7, read: (reader, into) => into.append(reader.fixed(8)) },
  BYTES: {
    field: 8,
    read: (reader, into) => {
      const element = reader.bytes();
      for (let byte = 0; byte < 4; byte++) into.appendByte(element.length >>> (8 * byte));
      into.append(element);
    },
  },
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
  const kind = CONTENTS[datatype];
  if (kind === undefined)
    throw new WireError(`${path}: ${datatype} has no typed contents, expected raw bytes`);
  const data = new GrowingBytes();
  while (contents?.next()) {
    if (contents.field === kind.field) kind.read(contents, data);
    else contents.skip();
  }
  checkData(datatype, shape, data.whole(), path);
  return data.whole();
}
