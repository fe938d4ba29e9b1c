import fc from "fast-check";
import { expect, it } from "vitest";
import { type LabelledItems, labelledPayloads } from "../../src/payloads/labelled.ts";
import { checkData } from "../../src/wire/tensor/tensor.ts";

/** Item i holds the values 10i, 10i + 1, 10i + 2. */
const setOf = (count: number): LabelledItems => ({
  values: Uint8Array.from({ length: 3 * count }, (_, at) => 10 * Math.floor(at / 3) + (at % 3)),
  labels: new Uint8Array(count),
  itemLength: 3,
});

const INPUT = { name: "image", datatype: "FP32" as const, shape: [-1, 3] };

const floats = (data: Uint8Array): number[] => [...new Float32Array(data.slice().buffer)];

it("puts the items from index·items on into a request", () => {
  const payloads = labelledPayloads(INPUT, setOf(5), 2, "digits");
  const [tensor] = payloads.tensors(1);
  expect(tensor).toMatchObject({ name: "image", datatype: "FP32", shape: [2, 3] });
  expect(floats(tensor?.data ?? new Uint8Array(0))).toEqual([20, 21, 22, 30, 31, 32]);
});

it("wraps at the end of the set", () => {
  const [tensor] = labelledPayloads(INPUT, setOf(5), 2, "digits").tensors(2);
  expect(floats(tensor?.data ?? new Uint8Array(0))).toEqual([40, 41, 42, 0, 1, 2]);
});

it("shows every item equally often over all of its requests, and fits the metadata", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 50 }), (count, items) => {
      const payloads = labelledPayloads(INPUT, setOf(count), items, "digits");
      const seen = new Map<number, number>();
      for (let index = 0; index < payloads.count; index++) {
        for (const { datatype, shape, data, name } of payloads.tensors(index)) {
          checkData(datatype, shape, data, name);
          for (const value of floats(data)) if (value % 10 === 0) seen.set(value, (seen.get(value) ?? 0) + 1);
        }
      }
      expect([...seen.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => 10 * i));
      expect(new Set(seen.values())).toEqual(new Set([items]));
    }),
    { numRuns: 50 },
  );
});

it("keeps the fixed dimensions of the input, images included", () => {
  const input = { name: "image", datatype: "FP32" as const, shape: [-1, 1, 3, 1] };
  const payloads = labelledPayloads(input, setOf(4), 3, "digits");
  expect(payloads.tensors(0)[0]?.shape).toEqual([3, 1, 3, 1]);
  expect(payloads.meta(2)).toEqual({ items: 3, length: null, key: 2 });
  expect([payloads.count, payloads.description]).toEqual([4, "4 held-out images of digits, 3 per request"]);
});

it("stands in order of label for drift, and no request but in a tiny set mixes the ends", () => {
  const set = { ...setOf(7), labels: Uint8Array.from([2, 0, 1, 0, 2, 1, 0]) };
  const payloads = labelledPayloads(INPUT, set, 2, "digits", { kind: "by-label" });
  const items = Array.from({ length: payloads.count }, (_, index) =>
    floats(payloads.tensors(index)[0]?.data ?? new Uint8Array(0))
      .filter((_, at) => at % 3 === 0)
      .map((value) => set.labels[value / 10]),
  );
  expect(items).toEqual([
    [0, 0],
    [0, 1],
    [1, 2],
  ]);
  expect(payloads.description).toContain("in order of label");
});

it("makes as many requests as asked for, no two alike, each image within 0.1 of a real one", () => {
  const set = setOf(5);
  const payloads = labelledPayloads(INPUT, set, 2, "digits", { kind: "distinct", count: 400, seed: 3 });
  expect(payloads.count).toBe(400);
  const seen = new Set<string>();
  for (let index = 0; index < payloads.count; index++) {
    const found = floats(payloads.tensors(index)[0]?.data ?? new Uint8Array(0));
    const plain = floats(
      labelledPayloads(INPUT, set, 2, "digits").tensors(index)[0]?.data ?? new Uint8Array(0),
    );
    for (const [at, value] of found.entries()) {
      expect(value - (plain[at] ?? 0)).toBeGreaterThanOrEqual(0);
      expect(value - (plain[at] ?? 0)).toBeLessThan(0.1);
    }
    for (const image of [found.slice(0, 3), found.slice(3)]) seen.add(String(image));
  }
  expect(seen.size).toBe(800);
  expect(payloads.description).toContain("no two requests are alike");
});

it("changes its distinct images with the seed", () => {
  const bytes = (seed: number) =>
    labelledPayloads(INPUT, setOf(5), 1, "digits", { kind: "distinct", count: 9, seed }).tensors(4)[0]?.data;
  expect(bytes(1)).toEqual(bytes(1));
  expect(bytes(1)).not.toEqual(bytes(2));
});
