import { join } from "node:path";
import { loadSync } from "@grpc/proto-loader";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "../../../src/targets/grpc/proto-json.ts";
import { loadMethod, typeFrom } from "../../../src/targets/grpc/proto-method.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

const FILE = join(import.meta.dirname, "../everything.proto");
const { request, response, types } = loadMethod(FILE, "shop.v1.Scorer/Score");
const { Score } = loadSync(FILE, {
  includeDirs: [join(import.meta.dirname, "..")],
  keepCase: true,
  longs: String,
})["shop.v1.Scorer"] as unknown as {
  Score: {
    requestDeserialize(bytes: Buffer): Record<string, unknown>;
    responseSerialize(value: unknown): Buffer;
  };
};

/** What a gRPC server reads. */
const served = (json: unknown) => Score.requestDeserialize(Buffer.from(encodeMessage(request, json)));

describe("JSON as a message", () => {
  it("has the names of the file or their lowerCamelCase, and every kind of value", () => {
    const json = {
      cardHolder: "Zoë",
      values: [1.5, -2, "NaN"],
      counts: { a: 1, "b c": -2 },
      channel: "STORE",
      picture: "/9j/4A==",
      id: 9007199254740993n,
      big: "18446744073709551615",
      repeat_buyer: true,
      amount: 12,
      zip: 10115,
      lines: [{ sku: "x", parts: [{ sku: "y" }] }, {}],
      total: { currency: "EUR", units: -5 },
      delta: -7,
      byNumber: { "-3": { sku: "z" } },
      crc: 4294967295,
    };
    expect(served(json)).toMatchObject({
      card_holder: "Zoë",
      values: [1.5, -2, Number.NaN],
      counts: { a: 1, "b c": -2 },
      channel: 2,
      picture: Buffer.from("ffd8ffe0", "hex"),
      id: "9007199254740993",
      big: "18446744073709551615",
      repeat_buyer: true,
      amount: 12,
      zip: 10115,
      lines: [{ sku: "x", parts: [{ sku: "y" }] }, {}],
      total: { currency: "EUR", units: "-5" },
      delta: -7,
      by_number: { "-3": { sku: "z" } },
      crc: 4294967295,
    });
  });

  it("leaves out what is null, as if it were not there", () => {
    expect(encodeMessage(request, { cardHolder: null, total: null })).toHaveLength(0);
  });

  it("arrives as it was written, whatever it says", () => {
    const line = fc.record({ sku: fc.string({ minLength: 1 }) });
    const json = fc.record(
      {
        card_holder: fc.string({ minLength: 1 }),
        values: fc.array(fc.float({ noNaN: true }), { minLength: 1 }),
        counts: fc.dictionary(fc.string(), fc.integer(), { minKeys: 1, noNullPrototype: true }),
        channel: fc.constantFrom(1, 2),
        id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter((id) => id !== 0n),
        lines: fc.array(line, { minLength: 1 }),
        delta: fc.integer(),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(json, (value) => {
        const { id, ...others } = value;
        expect(served(value)).toMatchObject({ ...others, ...(id === undefined ? {} : { id: String(id) }) });
      }),
    );
  });

  it.each<[unknown, RegExp]>([
    [{ holder: 1 }, /^\$: message ScoreRequest has no field "holder", only card_holder, values, counts, /],
    [{ lines: [{}, { name: "x" }] }, /^\$\.lines\[1\]: message Line has no field "name", only sku, parts$/],
    [[1], /^\$: expected an object, found an array of 1/],
    [{ total: "5 EUR" }, /^\$\.total: expected an object, found "5 EUR"/],
    [{ values: 1.5 }, /^\$\.values: expected an array, found 1.5/],
    [{ values: [1, "two"] }, /^\$\.values\[1\]: expected a number, found "two"/],
    [{ values: [""] }, /^\$\.values\[0\]: expected a number/],
    [{ counts: { a: 1.5 } }, /^\$\.counts\.a: expected int32, found 1.5/],
    [{ counts: { a: 2 ** 31 } }, /^\$\.counts\.a: expected int32, found 2147483648/],
    [{ zip: -1 }, /^\$\.zip: expected uint32, found -1/],
    [{ id: "12x" }, /^\$\.id: expected int64, found "12x"/],
    [{ big: "18446744073709551616" }, /^\$\.big: expected uint64/],
    [{ channel: "PHONE" }, /^\$\.channel: expected one of Channel \(UNKNOWN, WEB, STORE\), found "PHONE"/],
    [{ channel: "toString" }, /^\$\.channel: expected one of Channel/],
    [{ picture: "not base64!" }, /^\$\.picture: expected base64/],
    [{ repeat_buyer: "yes" }, /^\$\.repeat_buyer: expected bool, found "yes"/],
    [{ card_holder: 5 }, /^\$\.card_holder: expected string, found 5/],
    [{ lines: [null] }, /^\$\.lines\[0\]: expected an object, found null/],
    [{ city: "Berlin", zip: 10115 }, /^message ScoreRequest: place: multiple values/],
    [{ by_number: { three: {} } }, /^message ScoreRequest: by_number: integer key/],
  ])("%j is refused with where and why", (json, message) => {
    expect(() => encodeMessage(request, json)).toThrow(WireError);
    expect(() => encodeMessage(request, json)).toThrow(message);
  });
});

describe("a message as JSON", () => {
  const reply = Score.responseSerialize({ score: 0.25, id: "9007199254740992", channel: 1 });

  it("has the names of the file, every field, enums by name, integers as numbers", () => {
    const json = { score: 0.25, reasons: [], id: 9007199254740992, channel: "WEB" };
    expect(decodeMessage(response, reply)).toEqual(json);
    const crossed = structuredClone(types);
    expect(decodeMessage(typeFrom(crossed, response.fullName), reply)).toEqual(json);
  });

  it("is refused when it is none", () => {
    expect(() => decodeMessage(response, reply.subarray(0, 5))).toThrow(
      /^the answer is no shop.v1.ScoreReply: /,
    );
    expect(() => decodeMessage(response, Uint8Array.of(0x0f))).toThrow(WireError);
  });
});
