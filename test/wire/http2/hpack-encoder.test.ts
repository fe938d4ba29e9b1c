import fc from "fast-check";
import { expect, it } from "vitest";
import { HpackDecoder } from "../../../src/wire/http2/hpack-decoder.ts";
import { encodeHeaders } from "../../../src/wire/http2/hpack-encoder.ts";
import { type HeaderField, STATIC_TABLE } from "../../../src/wire/http2/hpack-static-table.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

const hexOf = (fields: readonly HeaderField[]) => Buffer.from(encodeHeaders(fields)).toString("hex");

it.each<[string, HeaderField, string]>([
  ["a whole field of the static table as its index", [":method", "GET"], "82"],
  ["a known name as its index (C.2.2)", [":path", "/sample/path"], "040c2f73616d706c652f70617468"],
  ["the index of a name that needs two bytes", ["user-agent", "x"], "0f2b0178"],
  ["an unknown name as it is", ["te", "trailers"], "0002746508747261696c657273"],
  ["an empty value", ["x-a", ""], "0003782d6100"],
  ["authorization as never to be indexed", ["authorization", "s"], "1f080173"],
  ["authorization so even where the static table has all of it", ["authorization", ""], "1f0800"],
  ["a cookie as never to be indexed", ["cookie", "a=1"], "1f1103613d31"],
  ["proxy-authorization as never to be indexed", ["proxy-authorization", "s"], "1f220173"],
  ["the longest length in one byte", ["x", "v".repeat(126)], `0001787e${"76".repeat(126)}`],
  ["the shortest length in two bytes", ["x", "v".repeat(127)], `0001787f00${"76".repeat(127)}`],
  ["the longest length in two bytes", ["x", "v".repeat(254)], `0001787f7f${"76".repeat(254)}`],
  ["the shortest length in three bytes", ["x", "v".repeat(255)], `0001787f8001${"76".repeat(255)}`],
])("writes %s", (_, field, bytes) => {
  expect(hexOf([field])).toBe(bytes);
});

it("the decoder reads what it wrote, whatever came before", () => {
  const value = fc
    .string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
      maxLength: 400,
    })
    .map((text) => text.trim());
  const field = fc.oneof(
    fc.constantFrom(...STATIC_TABLE.filter(([name]) => !name.startsWith(":"))),
    fc.tuple(fc.stringMatching(/^[!#$%&'*+.^_`|~0-9a-z-]{1,30}$/), value),
  );
  const decoder = new HpackDecoder();
  fc.assert(
    fc.property(fc.uniqueArray(field, { selector: ([name]) => name, maxLength: 20 }), (fields) => {
      const block = encodeHeaders(fields);
      for (let again = 0; again < 2; again++)
        expect(decoder.decode(block)).toEqual({ status: 0, fields: new Map(fields) });
    }),
    { numRuns: 300 },
  );
});

it.each<[string, HeaderField, RegExp]>([
  ["a name in upper case", ["Accept", "x"], /a header name in lower case, found "Accept"/],
  ["an empty name", ["", "x"], /found ""/],
  ["a blank in a name", ["x a", "x"], /found "x a"/],
  ["a line end in a name", ["x\n", "x"], /found "x\\n"/],
  ["a colon within a name", ["x:y", "x"], /found "x:y"/],
  ["a line feed", ["x-a", "b\nc"], /^header x-a: .* found U\+000A at 1$/],
  ["a carriage return", ["x-a", "b\rc"], /found U\+000D at 1/],
  ["NUL", ["x-a", "\0"], /found U\+0000 at 0/],
  ["a character of more than a byte", ["x-a", "1 €"], /found U\+20AC at 2/],
  ["a blank at the end", ["x-a", "b "], /no blank at either end/],
  ["a tab at the start", ["x-a", "\tb"], /no blank at either end/],
])("refuses %s", (_, field, message) => {
  expect(() => encodeHeaders([field])).toThrow(WireError);
  expect(() => encodeHeaders([field])).toThrow(message);
});

it("shows no value, which may be a secret", () => {
  expect(() => encodeHeaders([["authorization", "Bearer geheim\n"]])).toThrow(/^(?!.*geheim)/);
});
