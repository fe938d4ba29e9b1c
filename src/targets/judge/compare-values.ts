import type { OutputValue, OutputValues } from "../../wire/tensor/output-values.ts";

/**
 * The largest allowed difference of a value from its reference, by datatype, as a share of the largest value of the
 * output. A sum in another order, as in a larger batch, differs by roundings of its terms, not of the sum (Higham
 * 2002, "Accuracy and Stability of Numerical Algorithms", §3.1), so a value near 0 among large ones may change
 * completely.
 *
 * A GPU that computes FP32 as TF32 reads 10 bits of each factor's mantissa (PyTorch's notes on numerical accuracy),
 * which is 1e-3. ONNX's own tests allow the same share of each value for eight of their nine whole models (onnx
 * 1.23.2, `rtol` in backend/test/data/real). FP16 and BF16 round the outputs of each layer: this table allows four
 * units in the last place, where those tests allow BF16 two. Numbers in JSON count as FP32. Values of every other
 * datatype must be equal.
 */
const TOLERANCES: Readonly<Record<string, number>> = {
  FP64: 1e-3,
  FP32: 1e-3,
  number: 1e-3,
  FP16: 4 * 2 ** -10,
  BF16: 4 * 2 ** -7,
};
/** The largest integer that must be equal. JSON has one kind of number, and above 2²⁴ every FP32 value is whole. */
const MOST_INTEGER = 2 ** 24;

/**
 * The first difference of an answer from `reference`, in words; null when there is none.
 *
 * @param leastTolerance the least tolerance, for models that are less exact than the datatype of their outputs
 */
export function differenceFrom(
  reference: readonly OutputValues[],
  found: readonly OutputValues[],
  leastTolerance: number,
): string | null {
  for (const wanted of reference) {
    const output = found.find(({ name }) => name === wanted.name);
    if (output === undefined) return `output ${wanted.name} is missing`;
    const difference = differenceOf(wanted, output, leastTolerance);
    if (difference !== null) return `output ${wanted.name} ${difference}`;
  }
  return null;
}

function differenceOf(wanted: OutputValues, found: OutputValues, leastTolerance: number): string | null {
  const before = wanted.values;
  const now = found.values;
  if (found.datatype !== wanted.datatype || now.length !== before.length)
    return `is ${form(found)}, and was ${form(wanted)} when this request was asked alone`;
  const tolerance = TOLERANCES[wanted.datatype];
  let slack: number | undefined;
  for (let i = 0; i < before.length; i++) {
    const a = before[i] as OutputValue;
    const b = now[i] as OutputValue;
    if (Object.is(a, b) || a === b) continue;
    slack ??= tolerance === undefined ? 0 : Math.max(tolerance, leastTolerance) * largest(before);
    if (isClose(a, b, slack)) continue;
    return `has ${b} at position ${i}, and had ${a} when this request was asked alone`;
  }
  return null;
}

function isClose(a: OutputValue, b: OutputValue, slack: number): boolean {
  if (typeof a !== "number" || typeof b !== "number") return false;
  if (Number.isInteger(a) && Number.isInteger(b) && Math.abs(a) <= MOST_INTEGER) return false;
  return Math.abs(a - b) <= slack;
}

function largest(values: ArrayLike<OutputValue>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === "number" && Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  }
  return most;
}

const form = ({ datatype, shape }: OutputValues) => `${datatype} [${shape}]`;
