import type { OutputValues } from "../../wire/tensor/output-values.ts";
import { numbersFor } from "./item-values.ts";

/** No class: no score of an item was a number. */
const NONE = -1;

/**
 * The class that an answer gives each item: where its largest score stands, or the one number that it has for the item.
 * Taken from the first output that has numbers for every item; null when there is none.
 */
export function topOne(outputs: readonly OutputValues[], items: number): number[] | null {
  const scores = numbersFor(outputs, items);
  if (scores === undefined) return null;
  const { values } = scores;
  const classes = values.length / items;
  return Array.from({ length: items }, (_, item) =>
    classes === 1 ? Number(values[item]) : indexOfLargest(values, item * classes, classes),
  );
}

function indexOfLargest(values: OutputValues["values"], from: number, count: number): number {
  let best = NONE;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const score = Number(values[from + i]);
    if (score > most) {
      most = score;
      best = i;
    }
  }
  return best;
}
