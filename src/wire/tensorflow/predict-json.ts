import { expectArray, expectObject, type JsonObject } from "../json.ts";
import type { OutputValue, OutputValues } from "../tensor/output-values.ts";
import { type Datatype, MOST_DIMENSIONS, type Tensor } from "../tensor/tensor.ts";
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

/**
 * An output as its JSON shows it: not its datatype, but the kind of all its values. A dimension of −1 differs from row
 * to row, as in lists of what was found.
 */
export interface JsonOutput {
  readonly name: string;
  readonly datatype: JsonKind;
  readonly shape: readonly number[];
}

/**
 * The kind of the values of an output in JSON. `nothing`: no values, whose shape may end early. `mixed`: values of
 * several kinds, or some deeper than others; the shape then ends where they differ.
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
      rows.map((row) => (isNamed(row) && Object.hasOwn(row, name) ? row[name] : undefined)),
    ]);
  }
  if (isNamed(outputs)) return Object.entries(outputs);
  if (outputs !== undefined) return [[soleName, outputs]];
  const found = error === undefined ? "neither" : `error ${show(error)}`;
  throw new WireError(`the answer: expected "predictions" or "outputs", found ${found}`);
}

function plainValue(value: unknown): OutputValue {
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null) return value as OutputValue;
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new WireError("an output is nested too deep to be compared", { cause });
  }
}

/** Whether a value is an object of named outputs, not bytes in their JSON form `{"b64": …}`. */
function isNamed(value: unknown): value is JsonObject {
  return kindOf(value) === "object";
}

function describe(name: string, value: unknown): JsonOutput {
  const found = new NestedValues();
  found.add(value, 0);
  return { name, datatype: found.kind, shape: found.shape };
}

/** The values of nested arrays as far as they are looked at: where they stand, and which kind they are. */
class NestedValues {
  readonly #sizes: number[] = [];
  /** The depth at which values stand; undefined before the first. */
  #depth: number | undefined;
  /** The least depth at which a value stands beside an array. */
  #ragged = Number.POSITIVE_INFINITY;
  #kind: JsonKind = "nothing";

  add(value: unknown, axis: number): void {
    if (!Array.isArray(value)) {
      this.#addValue(kindOf(value), axis);
      return;
    }
    if (axis >= MOST_DIMENSIONS)
      throw new WireError(`the answer: expected at most ${MOST_DIMENSIONS} dimensions, found more`);
    if (this.#depth !== undefined && axis >= this.#depth) this.#ragged = Math.min(this.#ragged, this.#depth);
    const before = this.#sizes[axis];
    this.#sizes[axis] = before === undefined || before === value.length ? value.length : -1;
    for (const item of value) this.add(item, axis + 1);
  }

  #addValue(kind: JsonKind, axis: number): void {
    if (axis !== (this.#depth ?? axis) || axis < this.#sizes.length)
      this.#ragged = Math.min(this.#ragged, axis, this.#depth ?? axis);
    this.#depth ??= axis;
    if (kind !== this.#kind) this.#kind = joined(this.#kind, kind);
  }

  get kind(): JsonKind {
    return this.#ragged < Number.POSITIVE_INFINITY ? "mixed" : this.#kind;
  }

  get shape(): number[] {
    return this.#sizes.slice(0, this.#ragged);
  }
}

/** The kind of values of two kinds. Null among numbers is one that is not finite: some servers write it so. */
function joined(first: JsonKind, second: JsonKind): JsonKind {
  if (first === "nothing") return second;
  const isNumber = [first, second].every((kind) => kind === "number" || kind === "null");
  return isNumber ? "number" : "mixed";
}

function kindOf(value: unknown): JsonKind {
  // A row without the output.
  if (value === undefined) return "mixed";
  if (value === null) return "null";
  if (Array.isArray(value)) return "mixed";
  if (typeof value !== "object") return typeof value as JsonKind;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === "b64" ? "string" : "object";
}
