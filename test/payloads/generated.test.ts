import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlimsollError } from "../../src/core/errors.ts";
import { type GeneratedOptions, generatedPayloads } from "../../src/payloads/generated.ts";
import type { InputSpec } from "../../src/payloads/payload.ts";
import {
  bytesPerElement,
  checkData,
  type Datatype,
  elementCount,
  type Tensor,
} from "../../src/wire/tensor/tensor.ts";

const OPTIONS: Omit<GeneratedOptions, "inputs"> = {
  model: "m",
  items: 2,
  count: 8,
  seed: 1,
  lengths: { kind: "fixed", length: 3 },
  hints: {},
};

const generate = (inputs: readonly InputSpec[], options: Partial<GeneratedOptions> = {}) =>
  generatedPayloads({ ...OPTIONS, ...options, inputs });

/** Elements as numbers, read without the code under test. */
const READERS: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  BOOL: (view, at) => view.getUint8(at),
  UINT8: (view, at) => view.getUint8(at),
  INT8: (view, at) => view.getInt8(at),
  UINT16: (view, at) => view.getUint16(at, true),
  INT16: (view, at) => view.getInt16(at, true),
  UINT32: (view, at) => view.getUint32(at, true),
  INT32: (view, at) => view.getInt32(at, true),
  UINT64: (view, at) => Number(view.getBigUint64(at, true)),
  INT64: (view, at) => Number(view.getBigInt64(at, true)),
  BF16: (view, at) => ({ 0: 0, 16256: 1 })[view.getUint16(at, true)] ?? Number.NaN,
  FP16: (view, at) => ({ 0: 0, 15360: 1 })[view.getUint16(at, true)] ?? Number.NaN,
  FP32: (view, at) => view.getFloat32(at, true),
  FP64: (view, at) => view.getFloat64(at, true),
};
const NUMERIC = Object.keys(READERS) as Datatype[];
const INTEGERS = NUMERIC.filter((datatype) => /INT/.test(datatype));

function values({ datatype, data }: Tensor): number[] {
  const size = bytesPerElement(datatype) ?? 0;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from(
    { length: data.length / size },
    (_, i) => READERS[datatype]?.(view, i * size) ?? Number.NaN,
  );
}

it("gives every numeric input its shape, its bytes, and values from 0 up to 1 (floats) or below 2 (integers)", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.constantFrom(...NUMERIC), fc.array(fc.constantFrom(-1, 0, 1, 4, 7), { maxLength: 3 })),
        { minLength: 1, maxLength: 3 },
      ),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat({ max: 7 }),
      (specs, items, length, index) => {
        // The first dimension is dynamic, or fixed at the batch: another fixed one is refused below.
        const inputs = specs.map(([datatype, shape], i) => ({
          name: `in${i}`,
          datatype,
          shape: shape.map((size, axis) => (axis === 0 && size >= 0 ? items : size)),
        }));
        const tensors = generate(inputs, { items, lengths: { kind: "fixed", length } }).tensors(index);
        expect(tensors.map(({ name, datatype }) => ({ name, datatype }))).toEqual(
          inputs.map(({ name, datatype }) => ({ name, datatype })),
        );
        for (const [i, tensor] of tensors.entries()) {
          expect(tensor.shape).toEqual(
            inputs[i]?.shape.map((size, axis) => (size >= 0 ? size : axis === 0 ? items : length)),
          );
          checkData(tensor.datatype, tensor.shape, tensor.data, tensor.name);
          for (const value of values(tensor)) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
            if (!/FP(32|64)/.test(tensor.datatype)) expect(Number.isInteger(value)).toBe(true);
          }
        }
      },
    ),
  );
});

it("refuses a batch that a fixed first dimension cannot hold, and takes one item as the model has it", () => {
  const fixed = [{ name: "x", datatype: "FP32" as const, shape: [4, 2] }];
  expect(() => generate(fixed, { items: 3 })).toThrow("fixed first dimension of 4");
  expect(generate(fixed, { items: 1 }).tensors(0)[0]?.shape).toEqual([4, 2]);
});

it.each(NUMERIC)("%s values are not all the same", (datatype) => {
  const [tensor] = generate([{ name: "x", datatype, shape: [-1, 64] }]).tensors(0);
  expect(new Set(values(tensor as Tensor)).size).toBeGreaterThan(1);
});

describe("hints", () => {
  it.each([...INTEGERS, "FP32", "FP64"] as Datatype[])("keep %s within [low, high)", (datatype) => {
    const inputs = [{ name: "ids", datatype, shape: [-1, 500] }];
    const [tensor] = generate(inputs, { hints: { ids: { low: 3, high: 100 } } }).tensors(0);
    const found = values(tensor as Tensor);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...found)).toBeLessThan(100);
    // 1000 draws over 97 values: the lowest and the highest fifth are missed with chance 0.8^1000.
    expect(Math.min(...found)).toBeLessThan(22);
    expect(Math.max(...found)).toBeGreaterThan(80);
  });

  it.each<Datatype>(["INT8", "INT16", "INT32", "INT64", "FP32", "FP64"])(
    "may be negative for %s",
    (datatype) => {
      const inputs = [{ name: "x", datatype, shape: [-1, 200] }];
      const [tensor] = generate(inputs, { hints: { x: { low: -5, high: 0 } } }).tensors(0);
      const found = values(tensor as Tensor);
      expect(Math.min(...found)).toBeGreaterThanOrEqual(-5);
      expect(Math.max(...found)).toBeLessThan(0);
    },
  );

  it.each<Datatype>([...INTEGERS, "BOOL", "FP16", "BF16"])(
    "from 1 up to 2 make a mask of ones of %s",
    (datatype) => {
      const inputs = [{ name: "mask", datatype, shape: [-1, 50] }];
      const [tensor] = generate(inputs, { hints: { mask: { low: 1, high: 2 } } }).tensors(0);
      expect(new Set(values(tensor as Tensor))).toEqual(new Set([1]));
    },
  );

  it("of one input leave the others alone", () => {
    const inputs = [
      { name: "ids", datatype: "INT64" as const, shape: [-1, 100] },
      { name: "other", datatype: "INT64" as const, shape: [-1, 100] },
    ];
    const [, other] = generate(inputs, { hints: { ids: { low: 50, high: 60 } } }).tensors(0);
    expect(Math.max(...values(other as Tensor))).toBe(1);
  });
});

describe("requests", () => {
  const inputs: InputSpec[] = [
    { name: "a", datatype: "FP32", shape: [-1, 8] },
    { name: "b", datatype: "FP32", shape: [-1, 8] },
  ];
  const bytes = (index: number, options: Partial<GeneratedOptions> = {}) =>
    generate(inputs, options)
      .tensors(index)
      .map(({ data }) => [...data]);

  it("of the same index and seed are the same", () => {
    expect(bytes(3)).toEqual(bytes(3));
  });

  it("differ by index, by seed, and from input to input", () => {
    expect(bytes(3)).not.toEqual(bytes(4));
    expect(bytes(3)).not.toEqual(bytes(3, { seed: 2 }));
    const [a, b] = bytes(3);
    expect(a).not.toEqual(b);
  });

  it("are as many as asked for, and described by their shapes", () => {
    const payloads = generate(inputs, { count: 5 });
    expect(payloads.count).toBe(5);
    expect(payloads.description).toBe("random values in the model's input shapes [2,8], [2,8]");
  });

  it("of a model with a scalar input hold one element", () => {
    const [tensor] = generate([{ name: "x", datatype: "FP32", shape: [] }]).tensors(0);
    expect(tensor?.data.length).toBe(4);
    expect(elementCount(tensor?.shape ?? [0])).toBe(1);
  });
});

describe("lengths", () => {
  const text: InputSpec[] = [
    { name: "ids", datatype: "INT64", shape: [-1, -1] },
    { name: "mask", datatype: "INT64", shape: [-1, -1] },
  ];
  const lengths = { kind: "uniform", min: 8, max: 128 } as const;
  const lengthsOf = (options: Partial<GeneratedOptions>) => {
    const payloads = generate(text, { lengths, count: 200, ...options });
    return Array.from({ length: payloads.count }, (_, index) => {
      const shapes = payloads.tensors(index).map(({ shape }) => shape);
      // All inputs of one request are equally long, and meta tells how long.
      expect(shapes).toEqual([
        [2, payloads.meta(index).length],
        [2, payloads.meta(index).length],
      ]);
      return payloads.meta(index).length ?? 0;
    });
  };

  it("differ from request to request, are the same for the same seed, and cover the range", () => {
    const found = lengthsOf({});
    expect(found).toEqual(lengthsOf({}));
    expect(found).not.toEqual(lengthsOf({ seed: 2 }));
    // 200 draws over 121 values: the outermost tenth is missed with chance 0.9^200.
    expect(Math.min(...found)).toBeLessThan(20);
    expect(Math.max(...found)).toBeGreaterThan(116);
  });

  it("rise along a sorted pool, which holds the same lengths", () => {
    const sorted = lengthsOf({ sorted: true });
    expect(sorted).toEqual(lengthsOf({}).toSorted((a, b) => a - b));
  });

  it("are told in the description", () => {
    expect(generate(text, { lengths }).description).toBe(
      "random values in the model's input shapes [2,n], [2,n], n evenly from 8 to 128",
    );
  });

  it("are unknown where the model has no dynamic dimension but the batch", () => {
    const payloads = generate([{ name: "x", datatype: "FP32", shape: [-1, 3] }]);
    expect(payloads.meta(5)).toEqual({ items: 2, length: null, key: 5 });
  });
});

it("refuses BYTES before any request is made, naming the input", () => {
  const make = () =>
    generate([
      { name: "ok", datatype: "FP32", shape: [-1] },
      { name: "text", datatype: "BYTES", shape: [-1] },
    ]);
  expect(make).toThrow(PlimsollError);
  expect(make).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: expect.stringContaining('"text" of the model is BYTES'),
    }),
  );
});

it.each<[string, InputSpec["shape"], Partial<GeneratedOptions>, number, RegExp]>([
  [
    "a fixed dimension of 300 million",
    [-1, 300_000_000],
    {},
    4,
    /2,289 MiB .* at most 256 MiB .* "huge" is FP32\[-1,300000000\]/,
  ],
  [
    "fixed dimensions of 16 GiB together",
    [65_536, 65_536],
    { items: 1 },
    4,
    /16,385 MiB where at most 256 MiB/,
  ],
  ["dimensions that cannot be multiplied", Array(40).fill(2 ** 52), { items: 1 }, 4, /"huge"/],
  ["too many items", [-1, 1_000_000], { items: 100 }, 2, /382 MiB, for 100 items of length 3,/],
  [
    "a length of two dimensions",
    [-1, -1, -1],
    { lengths: { kind: "fixed", length: 100_000 } },
    2,
    /for 2 items of length 100000,/,
  ],
])(
  "refuses %s before memory is taken, naming model, input and size",
  (_, shape, options, exitCode, message) => {
    const make = () =>
      generate(
        [
          { name: "x", datatype: "FP32", shape: [-1] },
          { name: "huge", datatype: "FP32", shape },
        ],
        options,
      );
    expect(make).toThrow(
      expect.objectContaining({
        exitCode,
        message: expect.stringMatching(message),
        fix: expect.stringMatching(/\w/),
      }),
    );
    expect(make).toThrow(/model "m"/);
  },
);
