import type { Tensor } from "../wire/tensor.ts";
import type { InputSpec, Payloads } from "./payload.ts";

/** Items of a labelled set, stored as one byte per element. */
export interface LabelledItems {
  readonly values: Uint8Array;
  readonly labels: Uint8Array;
  /** Elements per item. */
  readonly itemLength: number;
}

/** Real inputs: request `index` carries the items from index·items on, wrapping at the end of the set. */
export function labelledPayloads(
  input: InputSpec,
  set: LabelledItems,
  items: number,
  name: string,
): Payloads {
  const all = set.labels.length;
  return {
    description: `${all} held-out images of ${name}, ${items} per request`,
    count: all,
    tensors(index) {
      const data = new Uint8Array(items * set.itemLength * 4);
      const floats = new Float32Array(data.buffer);
      for (let item = 0; item < items; item++) {
        const from = ((index * items + item) % all) * set.itemLength;
        floats.set(set.values.subarray(from, from + set.itemLength), item * set.itemLength);
      }
      const shape = [items, ...input.shape.slice(1)];
      const tensor: Tensor = { name: input.name, datatype: "FP32", shape, data };
      return [tensor];
    },
  };
}
