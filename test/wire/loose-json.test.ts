import fc from "fast-check";
import { expect, it } from "vitest";
import { parseLooseExactJson, parseLooseJson } from "../../src/wire/loose-json.ts";
import { WireError } from "../../src/wire/wire-error.ts";

it("reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseLooseJson(text, "it")).toEqual(JSON.parse(text));
    }),
  );
});

/** Texts in which the tokens stand, beside all that could be taken for the end of a string. */
const text = fc
  .array(fc.constantFrom("NaN", "-Infinity", "Infinity", '"', "\\", "\\u0022", ":", ",", "[", "x", "\n"))
  .map((parts) => parts.join(""));
const number = fc.double();
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: "small" }, number, text, fc.boolean(), tie("list"), tie("object")),
  list: fc.array(tie("any"), { maxLength: 4 }),
  object: fc.dictionary(text, tie("any"), { maxKeys: 3 }),
})).any;

/** As TensorFlow Serving writes it: numbers that are not finite stand there by their names. */
function write(one: unknown): string {
  if (typeof one === "number") return Object.is(one, -0) ? "-0.0" : String(one);
  if (Array.isArray(one)) return `[${one.map(write).join(", ")}]`;
  if (one === null || typeof one !== "object") return JSON.stringify(one);
  return `{${Object.entries(one).map(([key, inner]) => `${JSON.stringify(key)}: ${write(inner)}`)}}`;
}

it("reads numbers that are not finite wherever they stand, and leaves strings alone", () => {
  let seen = 0;
  fc.assert(
    fc.property(value, (one) => {
      const written = write(one);
      if (/NaN|Infinity/.test(written)) seen++;
      expect(parseLooseJson(written, "it")).toEqual(one);
    }),
    { numRuns: 500 },
  );
  expect(seen).toBeGreaterThan(50);
});

it.each([
  "NaNs",
  "-NaN",
  "+Infinity",
  "--Infinity",
  "1NaN",
  "1.Infinity",
  "Infinity5",
  "{NaN: 1}",
  "nan",
  "[NaN",
  '["NaN]',
  "[NaN NaN]",
  "",
])("%j is not JSON even so", (written) => {
  expect(() => parseLooseJson(written, "the answer")).toThrow(WireError);
  expect(() => parseLooseJson(written, "the answer")).toThrow(/^the answer is not JSON: /);
});

it("keeps long integers exact beside numbers that are not finite, where that is asked for", () => {
  const written = '[9223372036854775807, NaN, -Infinity, "NaN", 0.1234567890123456, -7]';
  expect(parseLooseExactJson(written, "it")).toEqual([
    9223372036854775807n,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    "NaN",
    0.1234567890123456,
    -7,
  ]);
});

it.each([parseLooseJson, parseLooseExactJson])(
  "says of values that are nested too deep what they are",
  (parse) => {
    const deep = `${"[".repeat(100_000)}NaN, 9223372036854775807${"]".repeat(100_000)}`;
    expect(() => parse(deep, "the answer")).toThrow(WireError);
  },
);
