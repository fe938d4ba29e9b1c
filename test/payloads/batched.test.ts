import fc from "fast-check";
import { expect, it } from "vitest";
import { batchedPayloads } from "../../src/payloads/batched.ts";
import { generatedPayloads } from "../../src/payloads/generated.ts";
import { checkData } from "../../src/wire/tensor/tensor.ts";

it("carries every request of the pool in order, several in one, wrapping at the end", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }), (count, size) => {
      const alone = generatedPayloads({
        model: "m",
        inputs: [
          { name: "ids", datatype: "INT64", shape: [-1, -1] },
          { name: "mask", datatype: "FP32", shape: [-1, 2] },
        ],
        items: 1,
        count,
        seed: 1,
        lengths: { kind: "fixed", length: 3 },
        hints: { ids: { low: 0, high: 1000 } },
      });
      const batches = batchedPayloads(alone, size);
      expect(batches.count).toBe(Math.ceil(count / size));
      for (let index = 0; index < batches.count; index++) {
        expect(batches.meta(index).items).toBe(size);
        for (const [input, { name, datatype, shape, data }] of batches.tensors(index).entries()) {
          checkData(datatype, shape, data, name);
          expect(shape[0]).toBe(size);
          const bytes = data.length / size;
          for (let place = 0; place < size; place++) {
            const one = alone.tensors((index * size + place) % count)[input]?.data;
            expect(data.slice(place * bytes, (place + 1) * bytes)).toEqual(one);
          }
        }
      }
    }),
    { numRuns: 30 },
  );
});
