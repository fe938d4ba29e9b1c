import type { GrowingBytes } from "../growing-bytes.ts";
import type { Datatype } from "../tensor/tensor.ts";
import { WireError } from "../wire-error.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";

/** Appends what one field of a message holds, an element or a packed run of them, as the bytes of a tensor. */
type ElementReader = (reader: ProtobufReader, into: GrowingBytes) => void;

/** Reader of integers of few bytes, which travel as wide ones. */
function integers(elementBytes: number, wrap: (bits: number, value: bigint) => bigint): ElementReader {
  return (reader, into) =>
    reader.varints((element) => {
      const value = wrap(64, element.uint64());
      if (wrap(8 * elementBytes, value) !== value) {
        throw new WireError(
          `contents, field ${element.field}: ${value} does not fit into ${elementBytes} bytes`,
        );
      }
      for (let byte = 0; byte < elementBytes; byte++) {
        into.appendByte(Number((value >> BigInt(8 * byte)) & 255n));
      }
    });
}

/** Readers of the typed fields in messages of Open Inference and of TensorFlow, by the datatype of their elements. */
export const ELEMENT_READERS: Readonly<Record<Datatype, ElementReader>> = {
  BOOL: (reader, into) => reader.varints((element) => into.appendByte(element.bool() ? 1 : 0)),
  INT8: integers(1, BigInt.asIntN),
  INT16: integers(2, BigInt.asIntN),
  INT32: integers(4, BigInt.asIntN),
  INT64: integers(8, BigInt.asIntN),
  UINT8: integers(1, BigInt.asUintN),
  UINT16: integers(2, BigInt.asUintN),
  UINT32: integers(4, BigInt.asUintN),
  UINT64: integers(8, BigInt.asUintN),
  // A half float travels as the integer of its 16 bits.
  FP16: integers(2, BigInt.asUintN),
  BF16: integers(2, BigInt.asUintN),
  FP32: (reader, into) => into.append(reader.fixed(4)),
  FP64: (reader, into) => into.append(reader.fixed(8)),
  BYTES: (reader, into) => {
    const element = reader.bytes();
    for (let byte = 0; byte < 4; byte++) into.appendByte(element.length >>> (8 * byte));
    into.append(element);
  },
};
