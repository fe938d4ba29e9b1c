import { show, WireError } from "../wire-error.ts";

/** Element types of the Open Inference Protocol, with Triton's BF16. */
export const DATATYPES = [
  "BOOL",
  "UINT8",
  "UINT16",
  "UINT32",
  "UINT64",
  "INT8",
  "INT16",
  "INT32",
  "INT64",
  "FP16",
  "BF16",
  "FP32",
  "FP64",
  "BYTES",
] as const;

export type Datatype = (typeof DATATYPES)[number];

const ELEMENT_BYTES: Readonly<Record<Datatype, number | undefined>> = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  BF16: 2,
  FP32: 4,
  FP64: 8,
  BYTES: undefined,
};

/** Size of one element; `undefined` for BYTES, whose elements carry their own length. */
export function bytesPerElement(datatype: Datatype): number | undefined {
  return ELEMENT_BYTES[datatype];
}

export function expectDatatype(value: unknown, path: string): Datatype {
  const found = DATATYPES.find((datatype) => datatype === value);
  if (found !== undefined) return found;
  throw new WireError(`${path}: expected one of ${DATATYPES.join(", ")}, found ${show(value)}`);
}

/**
 * A named tensor as it travels: row-major, little-endian, without padding. A BYTES element is a 4-byte
 * little-endian length and that many bytes. `data` may be a view at any offset: copy it before laying a wider
 * typed array over it.
 */
export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** The most dimensions of a tensor, as in TensorFlow; NumPy and PyTorch have 64. A shape comes from the other side. */
export const MOST_DIMENSIONS = 254;

/** Checks that a shape has no more dimensions than tensors have. Throws `WireError`. */
export function checkRank(shape: readonly unknown[], path: string): void {
  if (shape.length <= MOST_DIMENSIONS) return;
  throw new WireError(`${path}: expected at most ${MOST_DIMENSIONS} dimensions, found ${shape.length}`);
}

/** Product of the dimensions; 1 for a scalar. Throws `WireError` for a dimension or a product that is not a count. */
export function elementCount(shape: readonly number[], path = "shape"): number {
  checkRank(shape, path);
  let count = 1;
  for (const [axis, size] of shape.entries()) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new WireError(`${path}[${axis}]: expected a non-negative integer, found ${show(size)}`);
    }
    count *= size;
  }
  if (!Number.isSafeInteger(count)) {
    throw new WireError(`${path}: ${shape.join(" × ")} elements are more than can be counted`);
  }
  return count;
}

/** Checks that `data` holds exactly the elements that shape and datatype promise. */
export function checkData(
  datatype: Datatype,
  shape: readonly number[],
  data: Uint8Array,
  path: string,
): void {
  const count = elementCount(shape, `${path}.shape`);
  const size = ELEMENT_BYTES[datatype];
  if (size === undefined) {
    const end = skipByteElements(data, 0, count, path);
    if (end === data.length) return;
    throw new WireError(`${path}: ${count} BYTES elements end at byte ${end}, found ${data.length} bytes`);
  }
  if (data.length !== count * size) {
    throw new WireError(
      `${path}: ${datatype} [${shape.join(", ")}] takes ${count * size} bytes, found ${data.length}`,
    );
  }
}

/** Byte offset after `count` BYTES elements that start at `offset`. */
export function skipByteElements(data: Uint8Array, offset: number, count: number, path: string): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = offset;
  for (let element = 0; element < count; element++) {
    const left = data.length - at;
    const length = left < 4 ? 0 : view.getUint32(at, true);
    if (left < 4 + length) {
      throw new WireError(
        `${path}: BYTES element ${element} of ${count} needs ${4 + length} bytes, ${left} are left`,
      );
    }
    at += 4 + length;
  }
  return at;
}
