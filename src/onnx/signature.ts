import { isUtf8 } from "node:buffer";
import type { TensorMetadata } from "../wire/oip/metadata.ts";
import { bytesPerElement, elementCount, skipByteElements, type Tensor } from "../wire/tensor/tensor.ts";
import { WireError } from "../wire/wire-error.ts";
import type { SessionMetadata } from "./session-messages.ts";

/** The most strings of one input: each takes far more time and memory than the four bytes of an empty one. */
const MOST_STRINGS = 1_000_000;

/** The inputs of a request that fits the model. */
export interface AcceptedInputs {
  /** The input tensors, in the order of the model's metadata. */
  readonly inputs: readonly Tensor[];
  /** The number of items: the size of the batch dimension, or 1 for a model without one. */
  readonly items: number;
  /** A key that is equal for requests that may share an execution. */
  readonly shapeKey: string;
}

/** True when the first dimension of every input and output is open (-1): that dimension is the batch axis. */
export function hasBatchAxis({ inputs, outputs }: SessionMetadata): boolean {
  return inputs.length > 0 && [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);
}

/**
 * Checks the inputs of a request against the model: names, datatypes, ranks, fixed dimensions, and one batch size for
 * all of at most `maxBatch`.
 *
 * @throws WireError that names the first fault
 */
export function acceptInputs(
  metadata: SessionMetadata,
  batched: boolean,
  maxBatch: number,
  found: readonly Tensor[],
): AcceptedInputs {
  const names = metadata.inputs.map(({ name }) => name);
  for (const { name } of found) {
    if (!names.includes(name))
      throw new WireError(`inputs: the model has no input ${name}, it has ${names.join(", ")}`);
  }
  const inputs = metadata.inputs.map((expected) => {
    const tensor = found.find(({ name }) => name === expected.name);
    if (tensor === undefined) throw new WireError(`inputs: ${expected.name} is missing`);
    checkTensor(tensor, expected);
    return tensor;
  });
  const items = batched ? batchSize(inputs, maxBatch) : 1;
  return { inputs, items, shapeKey: shapeKey(metadata, inputs) };
}

function checkTensor(tensor: Tensor, { name, datatype, shape }: TensorMetadata): void {
  if (tensor.datatype !== datatype) {
    throw new WireError(`input ${name}: expected datatype ${datatype}, found ${tensor.datatype}`);
  }
  if (datatype === "BYTES") checkStrings(tensor);
  const fits =
    tensor.shape.length === shape.length &&
    shape.every((size, axis) => size === -1 || size === tensor.shape[axis]);
  if (!fits) {
    throw new WireError(
      `input ${name}: expected shape [${shape.join(", ")}], found [${tensor.shape.join(", ")}]`,
    );
  }
}

function batchSize(inputs: readonly Tensor[], maxBatch: number): number {
  const [first] = inputs;
  const items = first?.shape[0] ?? 0;
  for (const { name, shape } of inputs) {
    if (shape[0] === items) continue;
    throw new WireError(`input ${name}: batch ${shape[0]} differs from batch ${items} of ${first?.name}`);
  }
  if (items < 1 || items > maxBatch) {
    throw new WireError(`batch ${items}: expected 1 to ${maxBatch} items in a request`);
  }
  return items;
}

/** Checks that a tensor of strings is what ONNX Runtime can take: UTF-8, and without NUL, where it would cut a string. */
function checkStrings({ name, shape, data }: Tensor): void {
  const count = elementCount(shape);
  if (count > MOST_STRINGS)
    throw new WireError(`input ${name}: ${count} strings are more than the ${MOST_STRINGS} of one request`);
  let at = 0;
  for (let left = count; left > 0; left--) {
    const end = skipByteElements(data, at, 1, name);
    if (!isPlain(data, at + 4, end)) checkString(data.subarray(at + 4, end), name);
    at = end;
  }
}

/** Tells whether all bytes are ASCII without NUL, which most strings are: it is told faster than by a view of them. */
function isPlain(data: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const byte = data[at] ?? 0;
    if (byte === 0 || byte > 127) return false;
  }
  return true;
}

function checkString(string: Uint8Array, name: string): void {
  if (!isUtf8(string)) throw new WireError(`input ${name}: a string is not UTF-8`);
  if (string.includes(0))
    throw new WireError(`input ${name}: a string holds a NUL character, where ONNX Runtime would cut it`);
}

/** The sizes of the open dimensions behind the batch, in which requests to one model may differ. */
function shapeKey(metadata: SessionMetadata, inputs: readonly Tensor[]): string {
  let key = "";
  for (const [i, { shape }] of metadata.inputs.entries()) {
    for (let axis = 1; axis < shape.length; axis++)
      if (shape[axis] === -1) key += `${inputs[i]?.shape[axis]},`;
  }
  return key;
}

/**
 * The tensor of a raw request (`inference-header-content-length: 0`), whose body is only the bytes of that tensor.
 * The batch is 1. At most one more dimension may be open; the length of the body gives its size (Triton's
 * extension_binary_data.md).
 *
 * @throws WireError for a model with several inputs, and for a length that does not fit
 */
export function rawInput(metadata: SessionMetadata, batched: boolean, data: Uint8Array): Tensor {
  const [input, ...others] = metadata.inputs;
  if (input === undefined || others.length > 0) {
    throw new WireError(`a raw request needs a model with one input, this one has ${metadata.inputs.length}`);
  }
  const shape = input.shape.map((size, axis) => (batched && axis === 0 ? 1 : size));
  const open = shape.filter((size) => size === -1).length;
  const bytes = elementBytesOf(input);
  const known = shape.reduce((product, size) => product * (size === -1 ? 1 : size), bytes);
  if (open > 1)
    throw new WireError(`a raw request cannot say the ${open} open dimensions of input ${input.name}`);
  if (open === 1 ? known === 0 || data.length % known !== 0 : data.length !== known) {
    throw new WireError(
      `input ${input.name}: expected ${open === 1 ? "a multiple of " : ""}${known} raw bytes, found ${data.length}`,
    );
  }
  return {
    name: input.name,
    datatype: input.datatype,
    shape: shape.map((size) => (size === -1 ? data.length / known : size)),
    data,
  };
}

function elementBytesOf({ name, datatype }: TensorMetadata): number {
  const bytes = bytesPerElement(datatype);
  if (bytes !== undefined) return bytes;
  throw new WireError(`input ${name}: ${datatype} has no raw form, send the shape in a JSON header`);
}
