import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileJsonCheck } from "../../../src/targets/judge/json-check.ts";

const ANSWER = {
  output: [1, 2, 3],
  score: 0.5,
  label: "cat",
  none: null,
  yes: true,
  empty: {},
  rows: [
    { id: 1, of: "cat" },
    { id: 7, of: "$" },
  ],
  "a $ sign": "costs $0.5",
};

describe("a condition that holds", () => {
  it.each([
    ["$.output[0]"],
    ["$.none"],
    ["$.none == null"],
    ["$.yes == true && !$.zebra"],
    ["length($.output) == 3"],
    ["length($.label) == 3"],
    ["count($.output[*]) >= 3"],
    ["$.score == 0.5"],
    ["$.score > 0.0 && $.score<0.51"],
    ["$.score > -0.5 && $.score == 5e-1"],
    ["$.output[-1] == 3 || $.zebra"],
    ["($.score > 0.6) || ($.label != 'dog')"],
    ["match($.label, 'c.t')"],
    ['$["a $ sign"] == "costs $0.5"'],
    ["$['a $ sign'] == 'costs $0.5'"],
    ["$.rows[?@.id == 7 && @.of == '$']"],
    ["$.rows[?@.of == $.label]"],
    ["$.zebra == $.giraffe"],
    ["@.label == 'cat'"],
  ])("%s", (text) => {
    expect(compileJsonCheck(text)(ANSWER)).toBe(true);
  });
});

describe("a condition that does not", () => {
  it.each([
    ["$.output[3]"],
    ["$.none != null"],
    ["length($.score) == 1"],
    ["$.score == '0.5'"],
    ["$.rows[?@.of == $.score]"],
    ["match($.label, 'c')"],
    ["match($.label, '[')"],
    ["$.empty == 0"],
    ["$.label > 1"],
  ])("%s", (text) => {
    expect(compileJsonCheck(text)(ANSWER)).toBe(false);
  });
});

it.each(["5 == 5", "$ == 5", "$ > 4 && $ < 6"])("%s holds of a bare 5", (text) => {
  expect(compileJsonCheck(text)(5)).toBe(true);
});

it.each([
  "",
  "output",
  "$.a ==",
  "$.a = 1",
  "$.a == 1]",
  "$.a], $[?@",
  "$.output[*] == 1",
  "length($.output)",
  "size($.output) == 1",
  "$.a == 05",
  "$.a == [1]",
])("%j is a usage error", (text) => {
  expect(() => compileJsonCheck(text)).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: expect.stringContaining(`--check ${text} is no filter`),
    }),
  );
});

/** A JSON value, the path to a scalar in it, and that scalar. */
const placed = fc
  .tuple(
    fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    fc.array(fc.oneof(fc.string(), fc.nat(3)), { maxLength: 4 }),
    fc.jsonValue(),
  )
  .map(([scalar, steps, filler]) => {
    const value = steps.reduceRight<unknown>(
      (inner, step) =>
        typeof step === "number"
          ? [...Array.from({ length: step }, () => filler), inner]
          : Object.fromEntries([
              ["", filler],
              [step, inner],
            ]),
      scalar,
    );
    return { value, scalar, path: `$${steps.map((step) => `[${JSON.stringify(step)}]`).join("")}` };
  });

it("finds what is there, wherever it is and whatever it is called", () => {
  fc.assert(
    fc.property(placed, ({ value, scalar, path }) => {
      expect(compileJsonCheck(`${path} == ${JSON.stringify(scalar)}`)(value)).toBe(true);
      expect(compileJsonCheck(`${path} != ${JSON.stringify(scalar)}`)(value)).toBe(false);
    }),
  );
});

it("judges any JSON without a throw", () => {
  const checks = ["$.a.b[0] >= 0.5", "length(value($..a)) == 1", "search($.a, $.b)", "count($..*) < 3"].map(
    compileJsonCheck,
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const check of checks) expect(typeof check(value)).toBe("boolean");
    }),
  );
});
