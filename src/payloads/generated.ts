import { usageError } from "../core/errors.ts";
import { createCounterRng } from "../core/rng.ts";
import { bytesPerElement, elementCount, type Tensor } from "../wire/tensor.ts";
import type { InputSpec, Payloads } from "./payload.ts";

/** Bounds for values that a model accepts, where the datatype alone does not tell (token ids, masks). */
export interface ValueHint {
  readonly low: number;
  /** Exclusive for integers. */
  readonly high: number;
}

export interface GeneratedOptions {
  readonly inputs: readonly InputSpec[];
  readonly items: number;
  readonly count: number;
  readonly seed: number;
  /** Length given to every dynamic dimension but the first. */
  readonly dynamicLength: number;
  readonly hints: Readonly<Record<string, ValueHint>>;
}

/**
 * Random inputs that fit a model's metadata: the first dimension is the batch, other dynamic dimensions get
 * `dynamicLength`. Integers lie in [0, 2) unless a hint says more, which every embedding table survives.
 *
 * @throws usage error for BYTES and BF16 inputs, whose content cannot be guessed, and for a batch that does not fit.
 */
export function generatedPayloads(options: GeneratedOptions): Payloads {
  const shapes = options.inputs.map((input) =>
    input.shape.map((size, axis) => (size >= 0 ? size : axis === 0 ? options.items : options.dynamicLength)),
  );
  for (const { name, shape } of options.inputs) {
    const [batch = -1] = shape;
    if (batch < 0 || batch === options.items || options.items === 1) continue;
    throw usageError(
      `input "${name}" of the model has a fixed first dimension of ${batch}, so a request cannot carry ${options.items} items`,
      `leave out --batch, or use --batch ${batch}`,
    );
  }
  for (const input of options.inputs) {
    if (input.datatype !== "BYTES" && input.datatype !== "BF16") continue;
    throw usageError(
      `input "${input.name}" of the model is ${input.datatype}, and no content can be made up for it`,
      "serve a model with numeric inputs, or use --target http-json with a --body of your own",
    );
  }
  return {
    description: `random values in the model's input shapes ${shapes.map((shape) => `[${shape}]`).join(", ")}`,
    count: options.count,
    tensors: (index) =>
      options.inputs.map((input, position) => {
        const shape = shapes[position] ?? [];
        const hint = options.hints[input.name];
        const draw = createCounterRng(options.seed, `payload ${index} of ${input.name}`);
        return { name: input.name, datatype: input.datatype, shape, data: fill(input, shape, draw, hint) };
      }),
  };
}

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
  const span = (hint?.high ?? (input.datatype.startsWith("FP") ? 1 : 2)) - low;
  const write = WRITERS[input.datatype];
  for (let i = 0; i < count; i++) write?.(view, i, low + draw(i) * span);
  return bytes;
}

/** How an element is stored; integers are floored. FP16 holds one of 0 and 1, which need no rounding. */
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
  FP32: (view, i, value) => view.setFloat32(i * 4, value, true),
  FP64: (view, i, value) => view.setFloat64(i * 8, value, true),
};
