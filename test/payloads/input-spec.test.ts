import fc from "fast-check";
import { expect, it } from "vitest";
import { inputsSchema, parseInputs } from "../../src/payloads/input-spec.ts";
import { DATATYPES } from "../../src/wire/tensor/tensor.ts";

const spec = fc.record({
  name: fc.stringMatching(/^[A-Za-z_][\w./:-]{0,9}$/),
  datatype: fc.constantFrom(...DATATYPES),
  shape: fc.array(fc.integer({ min: -1, max: 4096 }), { maxLength: 4 }),
});

it("reads what is written, whatever the names, with spaces after commas or without", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(spec, { selector: ({ name }) => name, minLength: 1, maxLength: 4 }),
      fc.constantFrom(",", ", "),
      (inputs, between) => {
        const text = inputs.map(({ name, datatype, shape }) => `${name}:${datatype}[${shape}]`).join(between);
        expect(parseInputs(text)).toEqual(inputs);
      },
    ),
  );
});

it.each([
  ["x", /expected inputs such as x:FP32\[-1,64\] or .*, found "x"/],
  ["", /found ""/],
  ["x:FP32", /found "x:FP32"/],
  ["x:FP32[-1,64", /found "x:FP32\[-1"/],
  ["x:FP32[-2]", /found "x:FP32\[-2\]"/],
  ["x:FP32[1.5]", /found/],
  ["x:FP32[1,]", /found/],
  ["x:FP32[1],", /found ""/],
  ["x:FLOAT[1]", /datatype of input "x": expected one of BOOL, .*, found "FLOAT"/],
  ["x:FP32[1],x:INT8[1]", /input "x" is there twice/],
  [":FP32[1]", /found ":FP32\[1\]"/],
])("%j is refused, with what is wrong", (text, message) => {
  expect(() => parseInputs(text)).toThrow(message);
  expect(inputsSchema.safeParse(text).error?.issues).toMatchObject([
    { message: expect.stringMatching(message) },
  ]);
});
