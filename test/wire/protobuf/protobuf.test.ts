import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProtobufReader } from "../../../src/wire/protobuf/protobuf-reader.ts";
import { ProtobufWriter } from "../../../src/wire/protobuf/protobuf-writer.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const U64 = { min: 0n, max: 2n ** 64n - 1n };
const I64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

type Field =
  | { readonly kind: "uint64" | "int64"; readonly value: bigint }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "bytes" | "float" | "double"; readonly value: Uint8Array }
  | { readonly kind: "packed"; readonly value: readonly bigint[] }
  | { readonly kind: "message"; readonly value: readonly Field[] };

const leaf: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ kind: fc.constant("uint64" as const), value: fc.bigInt(U64) }),
  fc.record({ kind: fc.constant("int64" as const), value: fc.bigInt(I64) }),
  fc.record({ kind: fc.constant("bool" as const), value: fc.boolean() }),
  fc.record({ kind: fc.constant("text" as const), value: fc.string({ unit: "grapheme" }) }),
  fc.record({ kind: fc.constant("bytes" as const), value: fc.uint8Array({ maxLength: 200 }) }),
  fc.record({ kind: fc.constant("float" as const), value: fc.uint8Array({ minLength: 4, maxLength: 4 }) }),
  fc.record({ kind: fc.constant("double" as const), value: fc.uint8Array({ minLength: 8, maxLength: 8 }) }),
  fc.record({
    kind: fc.constant("packed" as const),
    value: fc.array(fc.bigInt(I64), { minLength: 1, maxLength: 5 }),
  }),
);
const field: fc.Arbitrary<Field> = fc.oneof(
  leaf,
  fc.record({ kind: fc.constant("message" as const), value: fc.array(leaf, { maxLength: 4 }) }),
);
const message = fc.array(field, { maxLength: 6 });

/** Every third number needs a tag of two bytes. */
const numberOf = (index: number) => (index % 3 === 2 ? 2 ** 29 - 1 - index : index + 1);

function write(fields: readonly Field[]): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const [i, field] of fields.entries()) {
    const number = numberOf(i);
    switch (field.kind) {
      case "uint64":
      case "int64":
        writer.varint(number, field.value);
        break;
      case "bool":
        writer.varint(number, field.value ? 1 : 0);
        break;
      case "text":
        writer.text(number, field.value);
        break;
      case "bytes":
        writer.bytes(number, field.value);
        break;
      case "float":
      case "double":
        writer.fixed(number, field.value);
        break;
      case "packed":
        writer.packedVarints(number, field.value);
        break;
      case "message":
        writer.message(number, write(field.value));
    }
  }
  return writer;
}

/** Reads as many of the fields as there are, in the kinds they were written in. */
function read(reader: ProtobufReader, fields: readonly Field[]): Field[] {
  const found: Field[] = [];
  while (reader.next()) {
    const expected = fields[found.length];
    if (expected === undefined) throw new Error("more fields than were written");
    expect(reader.field).toBe(numberOf(found.length));
    found.push({ kind: expected.kind, value: readValue(reader, expected) } as Field);
  }
  return found;
}

function readValue(reader: ProtobufReader, expected: Field): Field["value"] {
  switch (expected.kind) {
    case "float":
      return new Uint8Array(reader.fixed(4));
    case "double":
      return new Uint8Array(reader.fixed(8));
    case "bytes":
      return new Uint8Array(reader.bytes());
    case "message":
      return read(reader.message("m"), expected.value);
    case "packed": {
      const elements: bigint[] = [];
      reader.varints((element) => elements.push(element.int64()));
      return elements;
    }
    default:
      return reader[expected.kind]();
  }
}

/** The bytes within other bytes, so that reading out of range is seen. */
function within(bytes: Uint8Array): Uint8Array {
  return new Uint8Array([0xff, 0xff, ...bytes, ...new Uint8Array(20).fill(1)]).subarray(2, 2 + bytes.length);
}

it("reads back what it wrote", () => {
  fc.assert(
    fc.property(message, (fields) => {
      expect(read(new ProtobufReader(within(write(fields).finish()), "m"), fields)).toEqual(fields);
    }),
    { numRuns: 500 },
  );
});

it("reads fields before a cut, or says that the bytes end too early", () => {
  fc.assert(
    fc.property(message, fc.double({ min: 0, max: 1, noNaN: true }), (fields, share) => {
      const bytes = write(fields).finish();
      const cut = within(bytes.subarray(0, Math.floor(share * bytes.length)));
      try {
        const found = read(new ProtobufReader(cut, "m"), fields);
        expect(found).toEqual(fields.slice(0, found.length));
        expect(write(found).finish()).toHaveLength(cut.length);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }),
    { numRuns: 500 },
  );
});

it("skips every kind of field", () => {
  fc.assert(
    fc.property(message, (fields) => {
      const reader = new ProtobufReader(write(fields).finish(), "m");
      let skipped = 0;
      for (; reader.next(); skipped++) reader.skip();
      expect(skipped).toBe(fields.length);
    }),
    { numRuns: 200 },
  );
});

it("throws nothing but WireError at random bytes", () => {
  const kinds = fc.array(leaf, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), kinds, (bytes, fields) => {
      const reader = new ProtobufReader(within(bytes), "m");
      try {
        for (let i = 0; reader.next(); i++) readValue(reader, fields[i % fields.length] as Field);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }),
    { numRuns: 1000 },
  );
});

describe("the examples of the encoding guide", () => {
  const one = (bytes: string) => {
    const reader = new ProtobufReader(hex(bytes), "m");
    expect(reader.next()).toBe(true);
    return reader;
  };

  it("150 is 96 01, and 2^64 - 2 as a signed number is -2", () => {
    expect(one("08 96 01").uint64()).toBe(150n);
    expect(one("08 fe ff ff ff ff ff ff ff ff 01").int64()).toBe(-2n);
    expect(new ProtobufWriter().varint(1, 150).varint(1, -2).finish()).toEqual(
      hex("08 96 01 08 fe ff ff ff ff ff ff ff ff 01"),
    );
  });

  it("text carries its length", () => {
    expect(one("12 07 74 65 73 74 69 6e 67").text()).toBe("testing");
    expect(new ProtobufWriter().text(2, "testing").finish()).toEqual(hex("12 07 74 65 73 74 69 6e 67"));
  });

  it.each([
    ["packed", "32 06 03 8e 02 9e a7 05"],
    ["one by one", "30 03 30 8e 02 30 9e a7 05"],
    ["in both ways", "32 03 03 8e 02 30 9e a7 05"],
  ])("repeated numbers come %s", (_, bytes) => {
    const reader = new ProtobufReader(hex(bytes), "m");
    const found: bigint[] = [];
    while (reader.next()) reader.varints((element) => found.push(element.uint64()));
    expect(found).toEqual([3n, 270n, 86942n]);
  });

  it("a varint may be longer than it needs to be", () => {
    expect(one("08 81 80 80 00").uint64()).toBe(1n);
  });
});

it("writes no packed field for no elements, as proto3 does", () => {
  expect(new ProtobufWriter().packedVarints(1, []).finish()).toHaveLength(0);
});

it.each<[string, string, (reader: ProtobufReader) => unknown, RegExp]>([
  [
    "a length beyond the end",
    "12 05 61 62",
    (r) => r.bytes(),
    /^m, field 2, byte 2: expected 5 bytes, found 2/,
  ],
  [
    "a length beyond 2^53",
    "12 ff ff ff ff ff ff ff ff ff 01",
    (r) => r.skip(),
    /expected 18446744073709552000/,
  ],
  ["a varint without end", "08 80", (r) => r.uint64(), /expected 1 bytes, found 0/],
  ["a varint of 65 bits", "08 ff ff ff ff ff ff ff ff ff 02", (r) => r.uint64(), /at most 64 bits/],
  ["a varint of 11 bytes", `08${"80".repeat(10)}00`, (r) => r.skip(), /at most 64 bits/],
  ["a number for text", "08 01", (r) => r.text(), /expected a length and its bytes, found a varint/],
  ["text for a number", "0a 00", (r) => r.bool(), /expected a varint, found a length/],
  [
    "a float for a double",
    "0d 00 00 00 00",
    (r) => r.fixed(8),
    /expected 8 fixed bytes, found 4 fixed bytes/,
  ],
  ["a cut float", "0d 00 00 00", (r) => r.skip(), /expected 4 bytes, found 3/],
  ["a run of 1½ floats", "0a 06 00 00 00 00 00 00", (r) => r.fixed(4), /values of 4 bytes, found 6 bytes/],
  ["a group", "0b 0c", (r) => r.skip(), /found wire type 3/],
  ["text that is not UTF-8", "0a 01 ff", (r) => r.text(), /^m, field 1 is not UTF-8/],
  ["a message beyond the end", "0a 02 08", (r) => r.message("x"), /expected 2 bytes, found 1/],
])("refuses %s", (_, bytes, use, error) => {
  const reader = new ProtobufReader(hex(bytes), "m");
  expect(reader.next()).toBe(true);
  expect(() => use(reader)).toThrow(error);
});

it.each(["00", "02 00", "f8 ff ff ff 7f"])("refuses the tag %s", (bytes) => {
  expect(() => new ProtobufReader(hex(bytes), "m").next()).toThrow(/field number from 1/);
});
