import { expectArray, expectObject, expectString, wholeNumberIn } from "../json.ts";
import { checkRank, type Datatype, expectDatatype } from "../tensor/tensor.ts";
import { show, WireError } from "../wire-error.ts";

/** Name, element type and shape of a model input or output; -1 is a dimension that each request chooses. */
export interface TensorMetadata {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

export interface ServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

/** Reads the body of `GET /v2`. Servers leave `version` and `extensions` out at times. Throws `WireError`. */
export function parseServerMetadata(json: unknown): ServerMetadata {
  const fields = expectObject(json, "server metadata");
  return {
    name: expectString(fields.name, "name"),
    version: fields.version === undefined ? "" : expectString(fields.version, "version"),
    extensions: strings(fields.extensions, "extensions"),
  };
}

/** Reads the body of `GET /v2/models/{model}`. Throws `WireError`. */
export function parseModelMetadata(json: unknown): ModelMetadata {
  const fields = expectObject(json, "model metadata");
  return {
    name: expectString(fields.name, "name"),
    versions: strings(fields.versions, "versions"),
    platform: fields.platform === undefined ? "" : expectString(fields.platform, "platform"),
    inputs: tensors(fields.inputs, "inputs"),
    outputs: tensors(fields.outputs, "outputs"),
  };
}

function strings(value: unknown, path: string): string[] {
  if (value === undefined || value === null) return [];
  return expectArray(value, path).map((item, i) => expectString(item, `${path}[${i}]`));
}

/** Reads inputs or outputs. Servers that know nothing of the model write an empty list, or null. */
function tensors(value: unknown, path: string): TensorMetadata[] {
  if (value === null) return [];
  return expectArray(value, path).map((entry, i) => {
    const at = `${path}[${i}]`;
    const fields = expectObject(entry, at);
    const name = expectString(fields.name, `${at}.name`);
    return {
      name,
      datatype: expectDatatype(fields.datatype, `${at}.datatype`),
      shape: expectDimensions(expectArray(fields.shape, `${at}.shape`), `${at}.shape`, name),
    };
  });
}

/** Reads the dimensions of an input or output. Throws `WireError` for more than tensors have, and for one that is none. */
export function expectDimensions(sizes: readonly unknown[], path: string, name: string): number[] {
  checkRank(sizes, path);
  return sizes.map((given, axis) => {
    const size = wholeNumberIn(given);
    if (Number.isSafeInteger(size) && (size as number) >= -1) return size as number;
    throw new WireError(
      `${path}[${axis}]: expected -1 or a dimension, found ${show(given)}, of ${show(name)}`,
    );
  });
}
