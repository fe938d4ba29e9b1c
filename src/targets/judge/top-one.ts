import type { OutputValues } from "../../wire/tensor/output-values.ts";
import { numbersFor } from "./item-values.ts";

/** The class of an item without a score that is a number. */
const NO_CLASS = -1;

/**
 * The class of each item in an answer: the index of its largest score, or its only number. They are taken from the
 * first output that has numbers for every item; null when there is none.
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
  let best = NO_CLASS;
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
