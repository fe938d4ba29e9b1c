import type { OutputValue, OutputValues } from "../../wire/tensor/output-values.ts";

/**
 * How far a value may be from what it was, as a share of the largest value of its output. What is added up in another
 * order, because a batch is larger, differs by roundings of the terms, not of their sum (Higham 2002, "Accuracy and
 * Stability of Numerical Algorithms", §3.1), so a value near 0 among large ones may change altogether.
 *
 * A GPU that computes FP32 as TF32 reads 10 bits of each factor's mantissa (PyTorch's notes on numerical accuracy), which is
 * 1e-3; so much, of each value, ONNX's own tests allow eight of their nine whole models (onnx 1.23.2, `rtol` in
 * backend/test/data/real). FP16 and BF16 round each layer's outputs anew: four units in the last place are our choice, where
 * those tests allow BF16 two. JSON does not tell more than FP32 at best. Everything else must be equal.
 */
const TOLERANCES: Readonly<Record<string, number>> = {
  FP64: 1e-3,
  FP32: 1e-3,
  number: 1e-3,
  FP16: 4 * 2 ** -10,
  BF16: 4 * 2 ** -7,
};
/** JSON does not tell integers from floats; up to here an FP32 is one only where it is meant to be. */
const MOST_INTEGER = 2 ** 24;

/**
 * In what an answer differs from `reference`, in words; null when it says the same.
 *
 * @param leastTolerance for models that are known to be less exact than their outputs' datatype
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
