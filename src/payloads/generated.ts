import { targetError, usageError } from "../core/errors.ts";
import { formatCount, plural } from "../core/format.ts";
import { createCounterRng } from "../core/rng.ts";
import { bytesPerElement, elementCount, type Tensor } from "../wire/tensor/tensor.ts";
import { type Lengths, lengthDistribution, lengthOf } from "./lengths/index.ts";
import type { LengthSamples } from "./lengths/length-distribution.ts";
import type { InputSpec, Payloads } from "./payload.ts";

/** Bounds for values that a model accepts, where the datatype alone does not show them (token ids, masks). */
export interface ValueHint {
  readonly low: number;
  /** Upper bound of the values; exclusive for integers. */
  readonly high: number;
}

export interface GeneratedOptions {
  /** The name of the model, for messages. */
  readonly model: string;
  readonly inputs: readonly InputSpec[];
  readonly items: number;
  readonly count: number;
  readonly seed: number;
  /** Length of every dynamic dimension but the first: one draw for all inputs of a request. */
  readonly lengths: Lengths;
  /** Recorded lengths, where `lengths` draws from a trace. */
  readonly samples?: LengthSamples;
  /** Whether to put the pool in order of length, for traffic that drifts along it. */
  readonly sorted?: boolean;
  readonly hints: Readonly<Record<string, ValueHint>>;
}

/**
 * Random inputs that fit a model's metadata: the first dimension is the batch, other dynamic dimensions get the
 * request's length. Integers lie in [0, 2) unless a hint says otherwise, since every embedding table holds these.
 *
 * @throws usage error for BYTES inputs, whose content cannot be guessed, and for a batch or a length that does not fit;
 *   target error for an input that is too large to be made
 */
export function generatedPayloads(options: GeneratedOptions): Payloads {
  const { inputs, items, count, seed, lengths, hints } = options;
  refuseImpossible(inputs, items);
  const [, longest] = lengthDistribution(lengths).bounds(lengths, options.samples ?? {});
  refuseHuge(options.model, inputs, items, longest);
  const isDynamic = hasDynamicLength(inputs);
  const drawn = Array.from({ length: isDynamic ? count : 0 }, (_, index) =>
    lengthOf(lengths, seed, index, options.samples),
  );
  if (options.sorted === true) drawn.sort((a, b) => a - b);
  const shapesWith = <Length>(length: Length) =>
    inputs.map(({ shape }) => shape.map((size, axis) => (size >= 0 ? size : axis === 0 ? items : length)));
  const varies = isDynamic && lengths.kind !== "fixed";
  const shapes = shapesWith(varies ? "n" : (drawn[0] ?? 0)).map((shape) => `[${shape}]`);
  const explained = varies ? `, n ${lengthDistribution(lengths).describe(lengths)}` : "";
  return {
    description: `random values in the model's input shapes ${shapes.join(", ")}${explained}`,
    count,
    meta: (index) => ({ items, length: drawn[index] ?? null, key: index }),
    tensors(index) {
      const shapes = shapesWith(drawn[index] ?? 0);
      return inputs.map((input, position) => {
        const { name, datatype } = input;
        const shape = shapes[position] ?? [];
        const draw = createCounterRng(seed, `payload ${index} of ${name}`);
        return { name, datatype, shape, data: fill(input, shape, draw, hints[name]) };
      });
    },
  };
}

/**
 * Whether the client chooses more than the batch: some input has another dynamic dimension, such as its sequence
 * length.
 */
export function hasDynamicLength(inputs: readonly InputSpec[]): boolean {
  return inputs.some(({ shape }) => shape.slice(1).some((size) => size < 0));
}

function refuseImpossible(inputs: readonly InputSpec[], items: number): void {
  for (const { name, shape } of inputs) {
    const [batch = -1] = shape;
    if (batch < 0 || batch === items || items === 1) continue;
    throw usageError(
      `input "${name}" of the model has a fixed first dimension of ${batch}, so a request cannot carry ${items} items`,
      `leave out --batch, or use --batch ${batch}`,
    );
  }
  for (const { name, datatype } of inputs) {
    if (datatype !== "BYTES") continue;
    throw usageError(
      `input "${name}" of the model is BYTES, and no content can be made up for it`,
      "serve a model with inputs of numbers, or use --target http-json with a --body of your own",
    );
  }
}

/** The most bytes of the inputs of a request: requests are made beforehand, and kept in memory. */
const MOST_REQUEST_BYTES = 256 * 2 ** 20;

/** The bytes of a request's inputs. */
export function requestBytes(inputs: readonly InputSpec[], items: number, length: number): number {
  const bytesOf = ({ datatype, shape }: InputSpec) =>
    shape
      .map((size, axis) => (size >= 0 ? size : axis === 0 ? items : length))
      .reduce((product, size) => product * size, bytesPerElement(datatype) ?? 0);
  return inputs.reduce((sum, input) => sum + bytesOf(input), 0);
}

/** Refuses inputs that are too large, before memory is taken: their dimensions are what the server says. */
function refuseHuge(model: string, inputs: readonly InputSpec[], items: number, longest: number): void {
  const total = (batch: number, length: number) => requestBytes(inputs, batch, length);
  if (total(items, longest) <= MOST_REQUEST_BYTES) return;
  const [{ name, datatype, shape } = { name: "", datatype: "", shape: [] }] = inputs.toSorted(
    (a, b) => requestBytes([b], items, longest) - requestBytes([a], items, longest),
  );
  const isFixed = total(1, 1) > MOST_REQUEST_BYTES;
  const problem = `a request to model "${model}" would take ${mebibytes(total(items, longest))}${
    isFixed ? "" : `, for ${plural(items, "item")} of length ${longest},`
  } where at most ${mebibytes(MOST_REQUEST_BYTES)} are made: its input "${name}" is ${datatype}[${shape}]`;
  throw isFixed
    ? targetError(problem, "check what the server says of the model, or use --target http-json with a --body")
    : usageError(problem, "send fewer items with --batch, or shorter ones with --lengths");
}

const mebibytes = (bytes: number) => `${formatCount(Math.ceil(bytes / 2 ** 20))} MiB`;

function fill(
  input: InputSpec,
  shape: readonly number[],
  draw: (i: number) => number,
  hint: ValueHint | undefined,
): Tensor["data"] {
  const count = elementCount(shape);
  const bytes = new Uint8Array(count * (bytesPerElement(input.datatype) ?? 0));
  const view = new DataView(bytes.buffer);
  const low = hint?.low ?? 0;
  const span = (hint?.high ?? (FLOATS.has(input.datatype) ? 1 : 2)) - low;
  const write = WRITERS[input.datatype];
  for (let i = 0; i < count; i++) write?.(view, i, low + draw(i) * span);
  return bytes;
}

const FLOATS: ReadonlySet<string> = new Set(["FP16", "BF16", "FP32", "FP64"]);

/**
 * Functions that store an element, by datatype; integers are floored. FP16 and BF16 hold one of 0 and 1, which need no
 * rounding.
 */
const WRITERS: Readonly<Record<string, (view: DataView, i: number, value: number) => void>> = {
  BOOL: (view, i, value) => view.setUint8(i, value >= 1 ? 1 : 0),
  UINT8: (view, i, value) => view.setUint8(i, Math.floor(value)),
  INT8: (view, i, value) => view.setInt8(i, Math.floor(value)),
  UINT16: (view, i, value) => view.setUint16(i * 2, Math.floor(value), true),
  INT16: (view, i, value) => view.setInt16(i * 2, Math.floor(value), true),
  UINT32: (view, i, value) => view.setUint32(i * 4, Math.floor(value), true),
  INT32: (view, i, value) => view.setInt32(i * 4, Math.floor(value), true),
  UINT64: (view, i, value) => view.setBigUint64(i * 8, BigInt(Math.floor(value)), true),
  INT64: (view, i, value) => view.setBigInt64(i * 8, BigInt(Math.floor(value)), true),
  FP16: (view, i, value) => view.setUint16(i * 2, value >= 0.5 ? 0x3c00 : 0, true),
  BF16: (view, i, value) => view.setUint16(i * 2, value >= 0.5 ? 0x3f80 : 0, true),
  FP32: (view, i, value) => view.setFloat32(i * 4, value, true),
  FP64: (view, i, value) => view.setFloat64(i * 8, value, true),
};
