import type { OutputValues } from "../../wire/tensor/output-values.ts";

/** The first output that has numbers for every item, or more than one for each where that is asked for. */
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
 * What an answer says of each item, as vectors: from the first output that has several numbers for every item, such as
 * scores, else from one that has a single one. Null when there is none.
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

/** In JSON a value that is no number may stand among numbers. */
const toNumber = (value: unknown): number => (isNumeric(value) ? Number(value) : Number.NaN);

function isNumeric(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint";
}
