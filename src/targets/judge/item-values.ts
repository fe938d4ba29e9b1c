import type { OutputValues } from "../../wire/tensor/output-values.ts";

/** The first output that has at least `least` numbers for every item. */
export function numbersFor(
  outputs: readonly OutputValues[],
  items: number,
  least = 1,
): OutputValues | undefined {
  return outputs.find(
    ({ shape, values }) => shape[0] === items && values.length >= items * least && isNumeric(values[0]),
  );
}

/**
 * The numbers of an answer as one vector for each item. They are taken from the first output with several numbers for
 * every item, such as scores, else from the first with one number. Null when there is no such output.
 */
export function itemValues(outputs: readonly OutputValues[], items: number): Float64Array[] | null {
  const found = numbersFor(outputs, items, 2) ?? numbersFor(outputs, items);
  if (found === undefined) return null;
  const { values } = found;
  const length = values.length / items;
  return Array.from({ length: items }, (_, item) =>
    Float64Array.from({ length }, (_, i) => toNumber(values[item * length + i])),
  );
}

/** Converts a value to a number. A list in JSON may mix numbers with other values, which become NaN. */
const toNumber = (value: unknown): number => (isNumeric(value) ? Number(value) : Number.NaN);

function isNumeric(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint";
}
