import { expectArray, expectObject, expectString, type JsonObject, wholeNumberIn } from "../json.ts";
import { checkData, elementCount, expectDatatype, type Tensor } from "../tensor/tensor.ts";
import { dataFromJson, dataToJson } from "../tensor/tensor-json.ts";
import { show, WireError } from "../wire-error.ts";

const utf8 = new TextEncoder();

/** The most dimensions of a tensor, as in NumPy: nested arrays are read by recursion. */
const MOST_DIMENSIONS = 64;

/**
 * Splits a body into its JSON part and the binary tail, by the value of `inference-header-content-length`
 * (`undefined`: the header was absent and all of it is JSON).
 */
export function splitBody(
  headerLength: number | undefined,
  body: Uint8Array,
): { json: Uint8Array; tail: Uint8Array } {
  if (headerLength === undefined) return { json: body, tail: body.subarray(body.length) };
  if (!Number.isSafeInteger(headerLength) || headerLength < 0 || headerLength > body.length) {
    throw new WireError(
      `inference-header-content-length: expected 0 to ${body.length} (the body), found ${headerLength}`,
    );
  }
  return { json: body.subarray(0, headerLength), tail: body.subarray(headerLength) };
}

/**
 * Reads the tensors of a request or response. Binary ones are views into `tail`, in the order they are listed. `path`
 * is their key in the message. Outputs may hold numbers that are not finite, in any form that servers give them.
 */
export function decodeTensors(list: unknown, tail: Uint8Array, path: "inputs" | "outputs"): Tensor[] {
  const floats = path === "outputs" ? "any" : "finite";
  const names = new Set<string>();
  let consumed = 0;
  const tensors = expectArray(list, path).map((entry, i) => {
    const at = `${path}[${i}]`;
    const fields = expectObject(entry, at);
    const name = expectString(fields.name, `${at}.name`);
    if (names.has(name)) throw new WireError(`${at}.name: ${show(name)} is there twice`);
    names.add(name);
    // What other servers say is read as it is meant; what is asked of our own keeps to the protocol.
    const shape = expectShape(fields.shape, `${at}.shape`, path === "outputs");
    const datatype = expectDatatype(fields.datatype, `${at}.datatype`);
    const binarySize = binaryDataSize(fields, at);
    if (binarySize === undefined)
      return { name, datatype, shape, data: dataFromJson(datatype, shape, fields.data, at, floats) };
    if (binarySize > tail.length - consumed) {
      throw new WireError(
        `${at}.parameters.binary_data_size: ${binarySize} bytes are promised, ${tail.length - consumed} are left`,
      );
    }
    const data = tail.subarray(consumed, consumed + binarySize);
    consumed += binarySize;
    checkData(datatype, shape, data, at);
    return { name, datatype, shape, data };
  });
  if (consumed !== tail.length) {
    throw new WireError(
      `${tail.length - consumed} bytes follow the last binary tensor of ${path}, expected none`,
    );
  }
  return tensors;
}

function expectShape(value: unknown, path: string, mayBeText: boolean): number[] {
  const sizes = expectArray(value, path);
  if (sizes.length > MOST_DIMENSIONS)
    throw new WireError(`${path}: expected at most ${MOST_DIMENSIONS} dimensions, found ${sizes.length}`);
  const shape = sizes.map((given, axis) => {
    const size = mayBeText ? wholeNumberIn(given) : given;
    if (typeof size === "number") return size;
    throw new WireError(`${path}[${axis}]: expected a non-negative integer, found ${show(given)}`);
  });
  elementCount(shape, path);
  return shape;
}

function binaryDataSize(fields: JsonObject, path: string): number | undefined {
  if (fields.parameters === undefined || fields.parameters === null) return undefined; // null: KServe
  const size = expectObject(fields.parameters, `${path}.parameters`).binary_data_size;
  if (size === undefined) return undefined;
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw new WireError(
      `${path}.parameters.binary_data_size: expected a non-negative integer, found ${show(size)}`,
    );
  }
  if (fields.data !== undefined)
    throw new WireError(`${path}: has both data and binary_data_size, expected one`);
  return size as number;
}

/** JSON of one tensor; with `binary`, its bytes belong in the tail. */
export function tensorJson(tensor: Tensor, binary: boolean, path: string): string {
  const head = `{"name":${JSON.stringify(tensor.name)},"datatype":"${tensor.datatype}","shape":[${tensor.shape.join(",")}]`;
  if (binary) return `${head},"parameters":{"binary_data_size":${tensor.data.length}}}`;
  return `${head},"data":${dataToJson(tensor, path)}}`;
}

/** Headers and body of a message, ready to be sent. */
export interface EncodedMessage {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Makes a message of JSON alone when `binary` is empty, else of JSON followed by the bytes of these tensors. */
export function joinBody(json: string, binary: readonly Tensor[]): EncodedMessage {
  const head = utf8.encode(json);
  if (binary.length === 0) return { headers: { "content-type": "application/json" }, body: head };
  const body = new Uint8Array(binary.reduce((sum, tensor) => sum + tensor.data.length, head.length));
  body.set(head);
  let at = head.length;
  for (const tensor of binary) {
    body.set(tensor.data, at);
    at += tensor.data.length;
  }
  const headers = {
    "content-type": "application/octet-stream",
    "inference-header-content-length": String(head.length),
  };
  return { headers, body };
}
