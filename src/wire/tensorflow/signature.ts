import { expectArray, expectObject, type JsonObject, wholeNumberIn } from "../json.ts";
import { ProtobufReader } from "../protobuf/protobuf-reader.ts";
import { checkRank, type Datatype } from "../tensor/tensor.ts";
import { show, WireError } from "../wire-error.ts";
import { datatypeFromTf, readTensorShape } from "./tensor-proto.ts";

// SignatureDef of https://github.com/tensorflow/tensorflow tensorflow/core/protobuf/meta_graph.proto, as it stands in
// the answer to GetModelMetadata (tensorflow_serving/apis/get_model_metadata.proto), over gRPC and as JSON.

/** An input or output by its name in the signature; −1 is a dimension of any size, `null` an unknown shape. */
export interface SignatureTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[] | null;
}

/** A signature of a model: one way to call it. */
export interface Signature {
  readonly name: string;
  readonly inputs: readonly SignatureTensor[];
  readonly outputs: readonly SignatureTensor[];
}

/** Name of the signature that the server takes when a request names none. */
const DEFAULT = "serving_default";
/** Name of a signature that is not for calls: TensorFlow 2 keeps its initialisation there. */
const NOT_CALLED = "__saved_model_init_op";

/**
 * Chooses the default signature, else the only one. Throws `WireError` when the model leaves the choice to the client.
 */
function chosen(names: readonly string[]): string {
  if (names.includes(DEFAULT)) return DEFAULT;
  const callable = names.filter((name) => name !== NOT_CALLED);
  const [only] = callable;
  if (only !== undefined && callable.length === 1) return only;
  throw new WireError(`expected a signature "${DEFAULT}" or a single one, found ${list(callable)}`);
}

const list = (names: readonly string[]) => names.map((name) => show(name)).join(", ") || "none";

/** Reads the signature to call from the body of `GET /v1/models/{model}/metadata`. Throws `WireError`. */
export function parseSignature(json: unknown): Signature {
  const metadata = expectObject(expectObject(json, "model metadata").metadata, "metadata");
  const signatures = expectObject(
    expectObject(metadata.signature_def, "metadata.signature_def").signature_def,
    "metadata.signature_def.signature_def",
  );
  const name = chosen(Object.keys(signatures));
  const { inputs, outputs } = expectObject(signatures[name], name);
  return { name, inputs: tensors(inputs, `${name}.inputs`), outputs: tensors(outputs, `${name}.outputs`) };
}

function tensors(value: unknown, path: string): SignatureTensor[] {
  return Object.entries(expectObject(value ?? {}, path)).map(([name, info]) => {
    const at = `${path}.${name}`;
    const { dtype, tensor_shape: shape } = expectObject(info, at);
    return {
      name,
      datatype: datatypeFromTf(dtype, `${at}.dtype`),
      shape: parseShape(expectObject(shape ?? {}, `${at}.tensor_shape`), `${at}.tensor_shape`),
    };
  });
}

/** Reads a shape from JSON of protobuf, which writes 64-bit integers as strings. */
function parseShape({ dim, unknown_rank: isRankUnknown }: JsonObject, path: string): number[] | null {
  if (isRankUnknown === true) return null;
  const dims = expectArray(dim ?? [], `${path}.dim`);
  checkRank(dims, path);
  return dims.map((entry, axis) => {
    const { size } = expectObject(entry, `${path}.dim[${axis}]`);
    return expectDimension(wholeNumberIn(size), path, axis);
  });
}

function expectDimension(size: unknown, path: string, axis: number): number {
  if (Number.isSafeInteger(size) && (size as number) >= -1) return size as number;
  throw new WireError(`${path}.dim[${axis}].size: expected -1 or a dimension, found ${show(size)}`);
}

/** Reads the signature to call from a SignatureDefMap. Throws `WireError`. */
export function decodeSignature(message: Uint8Array): Signature {
  const signatures = readMap(new ProtobufReader(message, "SignatureDefMap"), 1);
  const name = chosen([...signatures.keys()]);
  const definition = signatures.get(name) ?? new Uint8Array(0);
  const read = (field: number, kind: string) =>
    [...readMap(new ProtobufReader(definition, name), field)].map(([tensor, info]) =>
      decodeTensorInfo(info, tensor, `${name}.${kind}.${tensor}`),
    );
  return { name, inputs: read(1, "inputs"), outputs: read(2, "outputs") };
}

function decodeTensorInfo(message: Uint8Array, name: string, path: string): SignatureTensor {
  const reader = new ProtobufReader(message, path);
  let type = 0;
  let shape: readonly number[] | null = [];
  while (reader.next()) {
    if (reader.field === 2) type = Number(reader.uint64());
    else if (reader.field === 3) shape = readTensorShape(reader.message("tensor_shape"));
    else reader.skip();
  }
  checkRank(shape ?? [], `${path}.tensor_shape`);
  for (const [axis, size] of (shape ?? []).entries()) expectDimension(size, `${path}.tensor_shape`, axis);
  return { name, datatype: datatypeFromTf(type, `${path}.dtype`), shape };
}

/** Reads a `map<string, Message>`: the messages of field `field` by their keys. Skips every other field. */
export function readMap(reader: ProtobufReader, field: number): Map<string, Uint8Array> {
  const entries = new Map<string, Uint8Array>();
  while (reader.next()) {
    if (reader.field !== field) {
      reader.skip();
      continue;
    }
    const entry = reader.message(`entry ${entries.size}`);
    let key = "";
    let value: Uint8Array = new Uint8Array(0);
    while (entry.next()) {
      if (entry.field === 1) key = entry.text();
      else if (entry.field === 2) value = entry.bytes();
      else entry.skip();
    }
    entries.set(key, value);
  }
  return entries;
}
