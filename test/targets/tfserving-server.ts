import type { TestServer } from "../transport/raw-server.ts";
import { type Answer, json, type Received, type Routes, serveRoutes } from "./fake-server.ts";

/*
 * A stand-in for TensorFlow Serving's REST API. Its binary is in no package registry, so this is written from
 * tensorflow_serving/g3doc/api_rest.md and what util/json_tensor.cc accepts and writes: rows or columns but never both,
 * every row with all inputs in the same shape, an answer in the form of the request, a single output without its name,
 * floats with a decimal point and NaN and Infinity without quotes, 64-bit numbers of protobuf as strings.
 */

type Columns = Readonly<Record<string, unknown>>;

interface Model {
  readonly signatures: Readonly<Record<string, object>>;
  predict(inputs: Columns, signature: string): Columns;
}

const info = (dtype: string, shape: readonly number[] | null) => ({
  dtype,
  tensor_shape: {
    dim: (shape ?? []).map((size) => ({ size: String(size), name: "" })),
    unknown_rank: shape === null,
  },
  name: "t:0",
});

export const signatureDef = (
  inputs: Readonly<Record<string, readonly [string, readonly number[] | null]>>,
  outputs: Readonly<Record<string, readonly [string, readonly number[] | null]>>,
) => ({
  inputs: Object.fromEntries(Object.entries(inputs).map(([name, of]) => [name, info(...of)])),
  outputs: Object.fromEntries(Object.entries(outputs).map(([name, of]) => [name, info(...of)])),
  method_name: "tensorflow/serving/predict",
});

const sum = (row: unknown) => (row as number[]).reduce((total, value) => total + value, 0);

/** Sums of rows, with a logarithm of 0 beside them. */
const SUMS: Model = {
  signatures: {
    serving_default: signatureDef({ x: ["DT_FLOAT", [-1, 3]] }, { y: ["DT_FLOAT", [-1, 2]] }),
    __saved_model_init_op: signatureDef({}, {}),
  },
  predict: ({ x }) => ({ y: (x as unknown[]).map((row) => [sum(row), Number.NaN]) }),
};

/** Two inputs, two outputs. */
const PAIR: Model = {
  signatures: {
    call: signatureDef(
      { a: ["DT_FLOAT", [-1, 2]], k: ["DT_INT64", [-1]] },
      { total: ["DT_FLOAT", [-1]], odd: ["DT_BOOL", [-1]] },
    ),
  },
  predict: ({ a, k }) => ({
    total: (a as unknown[]).map(sum),
    odd: (k as number[]).map((value) => value % 2 === 1),
  }),
};

/** Inputs of different first dimensions, which rows cannot say, and an output that is no batch. */
const LOOKUP: Model = {
  signatures: {
    serving_default: signatureDef(
      { table: ["DT_FLOAT", [5]], x: ["DT_INT32", [-1, 3]], scale: ["DT_FLOAT", []] },
      { y: ["DT_FLOAT", [-1, 3]], size: ["DT_INT32", []] },
    ),
  },
  predict: ({ x, table, scale }) => ({
    y: (x as number[][]).map((row) => row.map((i) => ((table as number[])[i] ?? 0) * (scale as number))),
    size: (table as number[]).length,
  }),
};

const MODELS: Readonly<Record<string, Model>> = { sums: SUMS, pair: PAIR, lookup: LOOKUP };

/** Serves three models; tests replace single routes. */
export function startTfserving(
  changes: Routes = {},
): Promise<TestServer & { readonly received: Received[] }> {
  const routes: Record<string, Routes[string]> = {};
  for (const [name, model] of Object.entries(MODELS)) {
    for (const path of [`/v1/models/${name}`, `/v1/models/${name}/versions/3`]) {
      routes[`GET ${path}`] = status([["3", "AVAILABLE", ""]]);
      routes[`GET ${path}/metadata`] = metadata(model.signatures);
      routes[`POST ${path}:predict`] = ({ body }) => predict(model, body.toString());
    }
  }
  return serveRoutes({ ...routes, ...changes });
}

export const metadata = (signatures: object): Answer =>
  json({
    model_spec: { name: "m", version: "3" },
    metadata: { signature_def: { signature_def: signatures } },
  });

export const status = (versions: readonly (readonly [string, string, string])[]): Answer =>
  json({
    model_version_status: versions.map(([version, state, error]) => ({
      version,
      state,
      status: { error_code: error === "" ? "OK" : "UNKNOWN", error_message: error },
    })),
  });

const refuse = (message: string): Answer => json({ error: message }, 400);

function predict(model: Model, body: string): Answer {
  const request = JSON.parse(body) as { signature_name?: string; instances?: unknown[]; inputs?: unknown };
  const { signature_name: signature = "serving_default", instances, inputs } = request;
  const definition = model.signatures[signature] as ReturnType<typeof signatureDef> | undefined;
  if (definition === undefined) return refuse(`Serving signature name: "${signature}" not found`);
  if ((instances === undefined) === (inputs === undefined)) return refuse("one of 'inputs' or 'instances'");
  const names = Object.keys(definition.inputs);
  const columns = instances === undefined ? named(inputs, names) : transposed(instances, names);
  for (const name of names) {
    const { dtype, tensor_shape: shape } = definition.inputs[name] as ReturnType<typeof info>;
    const wanted = shape.dim.map(({ size }) => Number(size));
    if (!fits(columns[name], wanted, dtype)) return refuse(`${name} is no ${dtype} [${wanted}]`);
  }
  const outputs = model.predict(columns, signature);
  const values = Object.values(outputs);
  const sole = values.length === 1;
  if (instances === undefined) return text({ outputs: sole ? values[0] : outputs });
  const rows = instances.map((_, i) => {
    const row = Object.entries(outputs).map(([name, column]) => [name, (column as unknown[])[i]] as const);
    return sole ? row[0]?.[1] : Object.fromEntries(row);
  });
  return text({ predictions: rows });
}

const named = (inputs: unknown, names: readonly string[]): Columns =>
  Array.isArray(inputs) || typeof inputs !== "object" ? { [names[0] ?? ""]: inputs } : (inputs as Columns);

function transposed(instances: readonly unknown[], names: readonly string[]): Columns {
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return { [only]: instances };
  return Object.fromEntries(names.map((name) => [name, instances.map((row) => (row as Columns)[name])]));
}

function fits(value: unknown, [size, ...inner]: readonly number[], dtype: string): boolean {
  if (size === undefined)
    return typeof value === "number" && (dtype === "DT_FLOAT" || Number.isInteger(value));
  if (!Array.isArray(value) || (size >= 0 && value.length !== size)) return false;
  return value.every((item) => fits(item, inner, dtype));
}

/** Numbers as json_tensor.cc writes floats. */
function text(answer: object): Answer {
  const write = (value: unknown): string => {
    if (typeof value === "number") return Number.isInteger(value) ? `${value}.0` : String(value);
    if (Array.isArray(value)) return `[${value.map(write).join(", ")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return `{\n${Object.entries(value).map(([key, inner]) => `    ${JSON.stringify(key)}: ${write(inner)}`)}\n}`;
  };
  return { headers: { "Content-Type": "application/json" }, body: write(answer) };
}
