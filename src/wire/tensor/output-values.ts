import { fromBf16, fromFp16 } from "./half-floats.ts";
import { type Datatype, elementCount, skipByteElements, type Tensor } from "./tensor.ts";

/** An element after it is read: a 64-bit integer is a bigint; an object nested in JSON is its text. */
export type OutputValue = number | bigint | string | boolean | null;

/** An output with its values, in their order in the output. */
export interface OutputValues {
  readonly name: string;
  /** Datatype of the output; for JSON only the kind of its values. */
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<OutputValue>;
}

// Every byte becomes one character: texts are equal when their bytes are, whatever the encoding.
const latin1 = new TextDecoder("latin1");

/** Reads the values of a tensor. Throws `WireError` for strings that end early. */
export function tensorValues({ name, datatype, shape, data }: Tensor): OutputValues {
  return { name, datatype, shape, values: elements(datatype, shape, data, name) };
}

function elements(
  datatype: Datatype,
  shape: readonly number[],
  data: Uint8Array,
  name: string,
): ArrayLike<OutputValue> {
  if (datatype === "BYTES") return texts(data, elementCount(shape), name);
  // Typed arrays demand alignment, which a view into a body does not have.
  const { buffer } = new Uint8Array(data);
  switch (datatype) {
    case "BOOL":
    case "UINT8":
      return new Uint8Array(buffer);
    case "UINT16":
      return new Uint16Array(buffer);
    case "UINT32":
      return new Uint32Array(buffer);
    case "UINT64":
      return new BigUint64Array(buffer);
    case "INT8":
      return new Int8Array(buffer);
    case "INT16":
      return new Int16Array(buffer);
    case "INT32":
      return new Int32Array(buffer);
    case "INT64":
      return new BigInt64Array(buffer);
    case "FP16":
      return Float64Array.from(new Uint16Array(buffer), fromFp16);
    case "BF16":
      return Float32Array.from(new Uint16Array(buffer), fromBf16);
    case "FP32":
      return new Float32Array(buffer);
    case "FP64":
      return new Float64Array(buffer);
  }
}

function texts(data: Uint8Array, count: number, name: string): string[] {
  let at = 0;
  return Array.from({ length: count }, (_, i) => {
    const start = at;
    at = skipByteElements(data, start, 1, `${name}[${i}]`);
    return latin1.decode(data.subarray(start + 4, at));
  });
}
