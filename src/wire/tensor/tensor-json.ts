import { decodeText } from "../json.ts";
import { show, WireError } from "../wire-error.ts";
import { fromBf16, fromFp16, toBf16, toFp16 } from "./half-floats.ts";
import { bytesPerElement, type Datatype, elementCount, skipByteElements, type Tensor } from "./tensor.ts";

/** One element in JSON and in bytes. `write` throws a sentence about a value that it cannot represent. */
interface Element {
  readonly expected: string;
  accepts(value: unknown): boolean;
  write(view: DataView, at: number, value: unknown): void;
  read(view: DataView, at: number): string;
}

function integer(
  min: number,
  max: number,
  set: "setInt8" | "setUint8" | "setInt16" | "setUint16" | "setInt32" | "setUint32",
  get: "getInt8" | "getUint8" | "getInt16" | "getUint16" | "getInt32" | "getUint32",
): Element {
  return {
    expected: `an integer in [${min}, ${max}]`,
    accepts: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    write: (view, at, value) => view[set](at, value as number, true),
    read: (view, at) => String(view[get](at, true)),
  };
}

/** Elements of 64-bit integers: a double above 2^53 may be rounded, so only safe integers and `bigint` are exact. */
function bigInteger(
  min: bigint,
  max: bigint,
  set: "setBigInt64" | "setBigUint64",
  get: "getBigInt64" | "getBigUint64",
): Element {
  return {
    expected: `an integer in [${min}, ${max}], in digits alone beyond 2^53`,
    accepts: (value) =>
      (typeof value === "bigint" || Number.isSafeInteger(value)) &&
      BigInt(value as number) >= min &&
      BigInt(value as number) <= max,
    write: (view, at, value) => view[set](at, BigInt(value as number), true),
    read: (view, at) => String(view[get](at, true)),
  };
}

/** Elements of floats. A finite number that `read` gives back as an infinity is out of range. */
function floating(
  write: (view: DataView, at: number, value: number) => void,
  read: (view: DataView, at: number) => number,
): Element {
  const scratch = new DataView(new ArrayBuffer(8));
  return {
    expected: "a finite number in range",
    accepts(value) {
      if (typeof value !== "number" && typeof value !== "bigint") return false;
      write(scratch, 0, Number(value));
      return Number.isFinite(read(scratch, 0));
    },
    write: (view, at, value) => write(view, at, Number(value)),
    read(view, at) {
      const value = read(view, at);
      if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
      throw new WireError(`${value} has no JSON form, ask for binary data`);
    },
  };
}

const BOOL: Element = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean" || value === 0 || value === 1,
  write: (view, at, value) => view.setUint8(at, Number(value)),
  read: (view, at) => String(view.getUint8(at) !== 0),
};

/** The elements of every datatype but BYTES, whose elements have no fixed size. */
const ELEMENTS: Readonly<Record<Exclude<Datatype, "BYTES">, Element>> = {
  BOOL,
  UINT8: integer(0, 0xff, "setUint8", "getUint8"),
  UINT16: integer(0, 0xffff, "setUint16", "getUint16"),
  UINT32: integer(0, 0xffffffff, "setUint32", "getUint32"),
  UINT64: bigInteger(0n, 2n ** 64n - 1n, "setBigUint64", "getBigUint64"),
  INT8: integer(-0x80, 0x7f, "setInt8", "getInt8"),
  INT16: integer(-0x8000, 0x7fff, "setInt16", "getInt16"),
  INT32: integer(-0x80000000, 0x7fffffff, "setInt32", "getInt32"),
  INT64: bigInteger(-(2n ** 63n), 2n ** 63n - 1n, "setBigInt64", "getBigInt64"),
  FP16: floating(
    (view, at, value) => view.setUint16(at, toFp16(value), true),
    (view, at) => fromFp16(view.getUint16(at, true)),
  ),
  BF16: floating(
    (view, at, value) => view.setUint16(at, toBf16(value), true),
    (view, at) => fromBf16(view.getUint16(at, true)),
  ),
  FP32: floating(
    (view, at, value) => view.setFloat32(at, value, true),
    (view, at) => view.getFloat32(at, true),
  ),
  FP64: floating(
    (view, at, value) => view.setFloat64(at, value, true),
    (view, at) => view.getFloat64(at, true),
  ),
};

/** What stands for elements of floats beside finite numbers. */
export type FloatForms =
  /** Nothing: what a client sends is a number. */
  | "finite"
  /** NaN and infinities, as numbers or by their names, and null, which orjson writes for each of them. */
  | "any";

/**
 * Bytes of the JSON `data` of a tensor: one flat array in row-major order, or arrays nested as `shape` says.
 * Throws `WireError` with the path of the value that is ragged, missing, of the wrong type or out of range.
 */
export function dataFromJson(
  datatype: Datatype,
  shape: readonly number[],
  data: unknown,
  path: string,
  floats: FloatForms = "finite",
): Uint8Array {
  const count = elementCount(shape, `${path}.shape`);
  const values = flatten(data, shape, count, `${path}.data`);
  if (datatype === "BYTES") return encodeStrings(values, `${path}.data`);
  const element = ELEMENTS[datatype];
  const size = bytesPerElement(datatype) ?? 0;
  const bytes = new Uint8Array(count * size);
  const view = new DataView(bytes.buffer);
  const mayBeAny = floats === "any" && FLOATS.includes(datatype);
  for (let i = 0; i < count; i++) {
    const value = values[i];
    const special = mayBeAny ? notFinite(value) : undefined;
    if (special === undefined && !element.accepts(value)) {
      throw new WireError(
        `${path}.data[${i}]: expected ${element.expected} (${datatype}), found ${show(value)}`,
      );
    }
    element.write(view, i * size, special ?? value);
  }
  return bytes;
}

const FLOATS: readonly Datatype[] = ["FP16", "BF16", "FP32", "FP64"];

/** The number that is not finite for which a value stands; undefined for every other value. */
function notFinite(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : value;
  if (value === null || value === "NaN") return Number.NaN;
  return value === "Infinity" || value === "-Infinity" ? Number(value) : undefined;
}

/** JSON text of the `data` of a tensor, one flat array; 64-bit integers keep every digit. */
export function dataToJson(tensor: Tensor, path: string): string {
  return `[${elementsToJson(tensor, path).join(",")}]`;
}

/** JSON text of each element of a tensor, in row-major order. Throws `WireError` for one that has no JSON form. */
export function elementsToJson(tensor: Tensor, path: string): string[] {
  const count = elementCount(tensor.shape, `${path}.shape`);
  if (tensor.datatype === "BYTES") {
    return decodeStrings(tensor.data, count, `${path}.data`).map((text) => JSON.stringify(text));
  }
  const element = ELEMENTS[tensor.datatype];
  const size = bytesPerElement(tensor.datatype) ?? 0;
  const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  return Array.from({ length: count }, (_, i) => readElement(element, view, i, size, path));
}

function readElement(element: Element, view: DataView, index: number, size: number, path: string): string {
  try {
    return element.read(view, index * size);
  } catch (cause) {
    throw new WireError(`${path}.data[${index}]: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/** Flattens a nested array along `shape`; an error names the row that is too short or too long. */
function flatten(data: unknown, shape: readonly number[], count: number, path: string): readonly unknown[] {
  if (!Array.isArray(data))
    throw new WireError(`${path}: expected an array of ${count} values, found ${show(data)}`);
  if (!Array.isArray(data[0]) || shape.length < 2) {
    if (data.length === count) return data;
    throw new WireError(`${path}: shape [${shape.join(", ")}] takes ${count} values, found ${data.length}`);
  }
  const flat: unknown[] = [];
  const visit = (value: unknown, axis: number, at: string): void => {
    const size = shape[axis];
    if (!Array.isArray(value) || value.length !== size) {
      throw new WireError(`${at}: expected an array of ${size} (axis ${axis}), found ${show(value)}`);
    }
    if (axis === shape.length - 1) for (const item of value) flat.push(item);
    else for (const [i, row] of value.entries()) visit(row, axis + 1, `${at}[${i}]`);
  };
  visit(data, 0, path);
  return flat;
}

/** The strings that BYTES elements hold. */
export function decodeStrings(data: Uint8Array, count: number, path: string): string[] {
  const strings: string[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const end = skipByteElements(data, at, 1, path);
    strings.push(decodeText(data.subarray(at + 4, end), `${path}[${i}]`));
    at = end;
  }
  return strings;
}

/** BYTES elements that hold the given strings. */
export function encodeStrings(values: readonly unknown[], path: string): Uint8Array {
  const encoder = new TextEncoder();
  const parts = values.map((value, i) => {
    if (typeof value === "string") {
      if (!/\p{Surrogate}/u.test(value)) return encoder.encode(value);
      throw new WireError(`${path}[${i}]: a string holds half of a surrogate pair`);
    }
    throw new WireError(`${path}[${i}]: expected a string (BYTES), found ${show(value)}`);
  });
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}
