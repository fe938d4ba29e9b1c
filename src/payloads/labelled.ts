import { createCounterRng } from "../core/rng.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";
import type { InputSpec, Payloads } from "./payload.ts";

/** Items of a labelled set, stored as one byte per element. */
export interface LabelledItems {
  readonly values: Uint8Array;
  readonly labels: Uint8Array;
  /** Number of elements of an item. */
  readonly itemLength: number;
}

/** The way a pool is made from a labelled set. */
export type LabelledPool =
  /** `as-is`: as many requests as there are items. */
  | { readonly kind: "as-is" }
  /** `by-label`: requests in order of label, for traffic that drifts from the first label to the last. */
  | { readonly kind: "by-label" }
  /** `distinct`: `count` requests, no two alike: every element is raised by a draw on [0, `MOST_CHANGE`). */
  | { readonly kind: "distinct"; readonly count: number; readonly seed: number };

/**
 * Bound of the change of an element: far below the steps of 1 between stored values, so that an image still shows what
 * its label says.
 */
const MOST_CHANGE = 0.1;

/** Real inputs: request `index` carries the items from index·items on, wrapping at the end of the set. */
export function labelledPayloads(
  input: InputSpec,
  set: LabelledItems,
  items: number,
  name: string,
  pool: LabelledPool = { kind: "as-is" },
): Payloads {
  const all = set.labels.length;
  const order = [...set.labels.keys()];
  if (pool.kind === "by-label") order.sort((a, b) => (set.labels[a] ?? 0) - (set.labels[b] ?? 0));
  const itemAt = (index: number, item: number) => order[(index * items + item) % all] ?? 0;
  return {
    description: `${all} held-out images of ${name}, ${items} per request${NOTES[pool.kind]}`,
    count: countOf(pool, all, items),
    meta: (index) => ({ items, length: null, key: index }),
    labelled: {
      labels: set.labels,
      carriedBy: (index) => Array.from({ length: items }, (_, item) => itemAt(index, item)),
    },
    tensors(index) {
      const data = new Uint8Array(items * set.itemLength * 4);
      const floats = new Float32Array(data.buffer);
      for (let item = 0; item < items; item++) {
        const from = itemAt(index, item) * set.itemLength;
        floats.set(set.values.subarray(from, from + set.itemLength), item * set.itemLength);
      }
      if (pool.kind === "distinct") {
        const draw = createCounterRng(pool.seed, `change of payload ${index}`);
        for (const [at, value] of floats.entries()) floats[at] = value + draw(at) * MOST_CHANGE;
      }
      const shape = [items, ...input.shape.slice(1)];
      const tensor: Tensor = { name: input.name, datatype: "FP32", shape, data };
      return [tensor];
    },
  };
}

const NOTES: Readonly<Record<LabelledPool["kind"], string>> = {
  "as-is": "",
  "by-label": ", in order of label",
  distinct: `, every pixel raised by a random amount below ${MOST_CHANGE} of its steps of 1, so that no two requests are alike`,
};

function countOf(pool: LabelledPool, all: number, items: number): number {
  if (pool.kind === "distinct") return pool.count;
  // In order of label no request may wrap, or it would mix the last label with the first.
  return pool.kind === "by-label" ? Math.max(1, Math.floor(all / items)) : all;
}
