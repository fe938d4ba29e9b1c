import { concatenate } from "../wire/tensor/batch.ts";
import type { Payloads } from "./payload.ts";

/**
 * Payloads that hold the content of `size` requests each: request `index` carries those from index·size on, wrapping at
 * the end. All must have the same length.
 */
export function batchedPayloads(alone: Payloads, size: number): Payloads {
  const carried = (index: number) =>
    Array.from({ length: size }, (_, place) => (index * size + place) % alone.count);
  return {
    description: `${alone.description}, ${size} in one request`,
    count: Math.ceil(alone.count / size),
    meta: (index) => ({
      ...alone.meta(index * size),
      items: alone.meta(index * size).items * size,
      key: index,
    }),
    tensors(index) {
      const parts = carried(index).map((one) => alone.tensors(one));
      return alone
        .tensors(0)
        .map((_, input) => concatenate(parts.flatMap((tensors) => tensors[input] ?? [])));
    },
  };
}
