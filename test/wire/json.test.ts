import fc from "fast-check";
import { expect, it } from "vitest";
import { parseJson } from "../../src/wire/json.ts";

it("keeps every digit of long integers, and leaves strings, floats and short numbers alone", () => {
  const text =
    '{"a":9223372036854775807,"b":"9223372036854775807","c":[-9223372036854775808,1e300,0.5123456789012345,7]}';
  expect(parseJson(text, "it")).toEqual({
    a: 9223372036854775807n,
    b: "9223372036854775807",
    c: [-9223372036854775808n, 1e300, 0.5123456789012345, 7],
  });
});

it("reads what JSON.parse reads, apart from the exactness of long integers", () => {
  const rounded = (_key: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify([value, '\\" 12345678901234567 ']);
      expect(JSON.parse(JSON.stringify(parseJson(text, "it"), rounded))).toEqual(JSON.parse(text));
    }),
    { numRuns: 100 },
  );
});

it("names what is not JSON", () => {
  expect(() => parseJson("{", "the request")).toThrow(/^the request is not JSON: /);
});
