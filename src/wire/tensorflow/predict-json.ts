import { expectArray, expectObject, type JsonObject } from "../json.ts";
import type { OutputValue, OutputValues } from "../tensor/output-values.ts";
import type { Datatype, Tensor } from "../tensor/tensor.ts";
import { elementsToJson } from "../tensor/tensor-json.ts";
import { show, WireError } from "../wire-error.ts";

// The body of `:predict` in TensorFlow Serving (https://github.com/tensorflow/serving
// tensorflow_serving/g3doc/api_rest.md, "Predict API") and, rows only, in KServe V1.

/** Number of rows that these inputs make; `undefined` where their first dimensions differ, or where they have none. */
export function rowsOf(inputs: readonly Tensor[]): number | undefined {
  const rows = inputs[0]?.shape[0];
  return inputs.every(({ shape }) => shape[0] === rows) ? rows : undefined;
}

/** Value of `instances`: one row for each item of the batch, an object of rows where there are several inputs. */
export function instancesJson(inputs: readonly Tensor[]): string {
  const columns = inputs.map((tensor) => {
    const elements = elementsToJson(tensor, `inputs.${tensor.name}`);
    const [items = 0, ...rowShape] = tensor.shape;
    return {
      key: JSON.stringify(tensor.name),
      rows: Array.from({ length: items }, (_, row) =>
        nested(elements, rowShape, (row * elements.length) / items),
      ),
    };
  });
  const [first] = columns;
  const rows = (first?.rows ?? []).map((row, i) =>
    columns.length === 1 ? row : `{${columns.map(({ key, rows }) => `${key}:${rows[i]}`).join(",")}}`,
  );
  return `[${rows.join(",")}]`;
}

/** Value of `inputs`: each input as a whole, by its name. */
export function columnsJson(inputs: readonly Tensor[]): string {
  const fields = inputs.map((tensor) => {
    const elements = elementsToJson(tensor, `inputs.${tensor.name}`);
    return `${JSON.stringify(tensor.name)}:${nested(elements, tensor.shape, 0)}`;
  });
  return `{${fields.join(",")}}`;
}

/** JSON of the elements from `start` on, in arrays nested as `shape` says. */
function nested(elements: readonly string[], shape: readonly number[], start: number): string {
  const [size, ...inner] = shape;
  if (size === undefined) return elements[start] ?? "";
  const step = inner.reduce((product, length) => product * length, 1);
  return `[${Array.from({ length: size }, (_, i) => nested(elements, inner, start + i * step)).join(",")}]`;
}

/** An output as its JSON shows it: not its datatype, but the kind of all its values. */
export interface JsonOutput {
  readonly name: string;
  readonly datatype: JsonKind;
  readonly shape: readonly number[];
}

/**
 * The kind of the values of an output in JSON. `mixed`: values of several kinds, or rows of different lengths; the
 * shape then ends where they differ.
 */
export type JsonKind = "number" | "boolean" | "string" | "object" | "null" | "nothing" | "mixed";

/** The kind of JSON value that elements of a datatype become. */
export function jsonKind(datatype: Datatype): JsonKind {
  return datatype === "BOOL" ? "boolean" : datatype === "BYTES" ? "string" : "number";
}

/**
 * Reads the outputs in an answer, in rows (`predictions`) or in columns (`outputs`). A single output has no name there,
 * and gets `soleName`. Throws `WireError`.
 */
export function readPredictions(json: unknown, soleName: string): JsonOutput[] {
  return namedOutputs(json, soleName).map(([name, value]) => describe(name, value));
}

/**
 * Reads the outputs in an answer with their values; a single output without a name gets `soleName`. Throws `WireError`.
 */
export function readPredictedValues(json: unknown, soleName: string): OutputValues[] {
  return namedOutputs(json, soleName).map(([name, value]) => ({
    ...describe(name, value),
    values: [value].flat(Number.POSITIVE_INFINITY).map(plainValue),
  }));
}

function namedOutputs(json: unknown, soleName: string): [name: string, value: unknown][] {
  const { predictions, outputs, error } = expectObject(json, "the answer");
  if (predictions !== undefined) {
    const rows = expectArray(predictions, "predictions");
    const [first] = rows;
    if (!isNamed(first)) return [[soleName, rows]];
    return Object.keys(first).map((name) => [
      name,
      rows.map((row) => (isNamed(row) ? row[name] : undefined)),
    ]);
  }
  if (isNamed(outputs)) return Object.entries(outputs);
  if (outputs !== undefined) return [[soleName, outputs]];
  const found = error === undefined ? "neither" : `error ${show(error)}`;
  throw new WireError(`the answer: expected "predictions" or "outputs", found ${found}`);
}

function plainValue(value: unknown): OutputValue {
  if (value === undefined) return null;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value as OutputValue);
}

/** Whether a value is an object of named outputs, not bytes in their JSON form `{"b64": …}`. */
function isNamed(value: unknown): value is JsonObject {
  return kindOf(value) === "object";
}

function describe(name: string, value: unknown): JsonOutput {
  const shape: number[] = [];
  let inner = value;
  while (Array.isArray(inner)) {
    shape.push(inner.length);
    inner = inner[0];
  }
  const datatype = kindOf(inner);
  if (fills(value, shape, 0, datatype)) return { name, datatype, shape };
  while (!fills(value, shape, 0, null)) shape.pop();
  return { name, datatype: "mixed", shape };
}

/**
 * Whether every array down to the rank of `shape` has the size that it says, with values of one kind at the bottom, if
 * `kind` is given.
 */
function fills(value: unknown, shape: readonly number[], axis: number, kind: JsonKind | null): boolean {
  if (axis === shape.length) return kind === null || kindOf(value) === kind;
  if (!Array.isArray(value) || value.length !== shape[axis]) return false;
  return value.every((item) => fills(item, shape, axis + 1, kind));
}

function kindOf(value: unknown): JsonKind {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "mixed";
  if (typeof value !== "object") return typeof value as JsonKind;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === "b64" ? "string" : "object";
}
