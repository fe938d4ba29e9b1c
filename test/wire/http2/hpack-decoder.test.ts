import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type HeaderFields,
  HpackDecoder,
  MAX_HEADER_LIST_BYTES,
} from "../../../src/wire/http2/hpack-decoder.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const text = (value: string) => [value.length, ...Buffer.from(value, "latin1")];
/** x-a: 1, into the table. */
const INDEXED_LITERAL = hex("40 03 78 2d 61 01 31");

describe("fields", () => {
  it("joins repeated names, and takes the status out", () => {
    const block = Uint8Array.from([0x88, 0x0f, 40, ...text("a=1"), 0x0f, 40, ...text("b=2")]);
    expect(new HpackDecoder().decode(block)).toEqual({
      status: 200,
      fields: new Map([["set-cookie", "a=1, b=2"]]),
    });
  });

  it("trailers have no status", () => {
    const block = Uint8Array.from([0x00, ...text("grpc-status"), ...text("0")]);
    expect(new HpackDecoder().decode(block)).toEqual({ status: 0, fields: new Map([["grpc-status", "0"]]) });
  });

  it("an empty block has no fields", () => {
    expect(new HpackDecoder().decode(hex(""))).toEqual({ status: 0, fields: new Map() });
  });

  it("a character is a byte", () => {
    const block = Uint8Array.from([0x00, ...text("x"), ...text("\x80\x9f\xff")]);
    expect(new HpackDecoder().decode(block).fields.get("x")).toBe("\x80\x9f\xff");
  });

  it("a field larger than the table empties it, and is read all the same", () => {
    const decoder = new HpackDecoder(40);
    decoder.decode(INDEXED_LITERAL);
    expect(decoder.decode(hex("be")).fields.get("x-a")).toBe("1");
    const large = Uint8Array.from([0x40, ...text("x-b"), ...text("123456")]);
    expect(decoder.decode(large).fields.get("x-b")).toBe("123456");
    expect(() => decoder.decode(hex("be"))).toThrow(/found 62/);
  });

  it("a smaller size drops the oldest fields", () => {
    const decoder = new HpackDecoder();
    decoder.decode(INDEXED_LITERAL);
    decoder.decode(Uint8Array.from([0x40, ...text("x-b"), ...text("2")]));
    decoder.decode(hex("3f 05")); // 36 bytes, which is one of them
    expect(decoder.decode(hex("be")).fields.get("x-b")).toBe("2");
    expect(() => decoder.decode(hex("bf"))).toThrow(/found 63/);
  });

  it("a table may go to nothing and come back in one block", () => {
    const decoder = new HpackDecoder();
    decoder.decode(INDEXED_LITERAL);
    expect(decoder.decode(hex("20 3f e1 1f 88")).status).toBe(200);
    expect(() => decoder.decode(hex("be"))).toThrow(WireError);
    decoder.decode(INDEXED_LITERAL);
    expect(decoder.decode(hex("be")).fields.get("x-a")).toBe("1");
  });
});

it.each([
  ["index 0", "80", /byte 1: expected the index of a known field, found 0/],
  ["an index beyond the table", "be", /found 62/],
  ["the name of an index beyond the table", "7f 00 01 31", /found 63/],
  ["a cut integer", "ff", /byte 1: expected another byte, found the end/],
  ["an integer without end", "ff 80 80 80 80 80", /at most 1 \+ 4 bytes/],
  ["an integer of more than 28 bits", "ff ff ff ff ff 01", /at most 1 \+ 4 bytes/],
  ["a large index", "ff ff ff ff 7f", /found 268435582/],
  ["no value", "00 01 61", /found the end/],
  ["a cut string", "00 01 61 02 62", /expected a string of 2 bytes, found 1 up to the end/],
  ["a cut Huffman string", "00 01 61 85 62", /expected a string of 5 bytes/],
  ["padding of zeros", "00 01 61 81 18", /expected up to 7 one bits at the end, found 000/],
  ["padding of 8 bits", "00 01 61 82 1f ff", /expected up to 7 one bits at the end, found 11111111111/],
  ["only padding", "00 01 61 81 ff", /found 11111111/],
  ["the first bits of a long code at the end", "00 01 61 81 fe", /found 11111110/],
  ["the end of a string within it", "00 01 61 84 ff ff ff ff", /the code of its end/],
  ["a table above the limit", "3f e2 1f", /at most 4096 bytes, found a new size of 4097/],
  ["a new table size behind fields", "88 20", /only before all fields/],
  ["a status of letters", "08 03 61 62 63", /three digits, found "abc"/],
  ["a status of 99", "08 02 39 39", /three digits, found "99"/],
  ["two statuses", "88 89", /expected one :status, found two/],
])("refuses %s", (_, block, message) => {
  const decode = () => new HpackDecoder().decode(hex(block));
  expect(decode).toThrow(WireError);
  expect(decode).toThrow(message);
});

describe("the limit of a list", () => {
  // A kilobyte with its name and 32 bytes for the field.
  const value = "v".repeat(1024 - 32 - 3);
  const large = [0x40, 3, ...Buffer.from("x-a"), 0x7f, ...[0xde, 0x06], ...Buffer.from(value)];
  const times = MAX_HEADER_LIST_BYTES / 1024;

  it("holds for what the server may send", () => {
    const decoder = new HpackDecoder();
    const block = Uint8Array.from([...large, ...new Array(times - 1).fill(0xbe)]);
    expect(decoder.decode(block).fields.get("x-a")?.split(", ")).toHaveLength(times);
  });

  it("ends a block of few bytes that would become many", () => {
    const decoder = new HpackDecoder();
    const block = Uint8Array.from([...large, ...new Array(times).fill(0xbe)]);
    expect(() => decoder.decode(block)).toThrow(/at most 65536 bytes of header fields, found more/);
  });

  it("counts a field without bytes of its own", () => {
    const empty = [0x00, 0, 0];
    const block = (fields: number) => Uint8Array.from(new Array(fields).fill(empty).flat());
    expect(new HpackDecoder().decode(block(2048)).fields.size).toBe(1);
    expect(() => new HpackDecoder().decode(block(2049))).toThrow(WireError);
  });
});

/** The size of a table as an update at the start of a block. */
function resize(bytes: number): number[] {
  return bytes < 31 ? [0x20 | bytes] : [0x3f, ((bytes - 31) & 127) | 128, (bytes - 31) >> 7];
}

const name = fc.constantFrom("x-a", "x-b", "x-c");
const field = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 62, max: 66 }).map((index) => [0x80 | index]) },
  fc.constant([0x88]),
  fc
    .tuple(fc.constantFrom(0x00, 0x10, 0x40), name, fc.constantFrom("1", "2", "3".repeat(40)))
    .map(([kind, name, value]) => [kind, ...text(name), ...text(value)]),
);
const change = fc.record({
  tableBytes: fc.option(fc.constantFrom(0, 40, 120, 256), { nil: undefined, freq: 6 }),
  fields: fc.array(field, { maxLength: 3 }).map((fields) => fields.flat()),
});
/** From a few blocks, so that they come again. */
const connection = fc
  .array(change, { minLength: 1, maxLength: 5 })
  .chain((few) => fc.array(fc.constantFrom(...few), { maxLength: 40 }));

function outcomeOf(decoder: HpackDecoder, block: Uint8Array): HeaderFields | "refused" {
  try {
    return decoder.decode(block);
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
    return "refused";
  }
}

describe("blocks that come again", () => {
  it("say the same as read anew", () => {
    fc.assert(
      fc.property(connection, (changes) => {
        const decoder = new HpackDecoder(256);
        // A new size, be it the old one, changes the table: this one never sees a block again.
        const anew = new HpackDecoder(256);
        let tableBytes = 256;
        for (const { tableBytes: newBytes, fields } of changes) {
          const block = Uint8Array.from([...(newBytes === undefined ? [] : resize(newBytes)), ...fields]);
          const expected = outcomeOf(anew, Uint8Array.from([...resize(tableBytes), ...block]));
          tableBytes = newBytes ?? tableBytes;
          expect(outcomeOf(decoder, block)).toEqual(expected);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("are not read again, also out of a buffer that was used for others in between", () => {
    const decoder = new HpackDecoder();
    const buffer = new Uint8Array(1);
    const read = [0x88, 0x8d, 0x88, 0x8d].map((byte) => decoder.decode(buffer.fill(byte)));
    expect(read.map(({ status }) => status)).toEqual([200, 404, 200, 404]);
    expect(read[2]).toBe(read[0]);
    expect(read[3]).toBe(read[1]);
  });

  it("are read again after many others, and once too large", () => {
    const decoder = new HpackDecoder();
    const first = decoder.decode(hex("88"));
    for (let i = 0; i < 100; i++)
      decoder.decode(Uint8Array.from([0x88, 0x00, ...text("x"), ...text(`${i}`)]));
    expect(decoder.decode(hex("88"))).not.toBe(first);
    const large = Uint8Array.from(new Array(20).fill([0x00, ...text("x"), ...text("v".repeat(100))]).flat());
    expect(decoder.decode(large)).not.toBe(decoder.decode(large));
  });
});

it("throws nothing but WireError at random bytes and at valid blocks with bytes changed", () => {
  const mutated = fc
    .tuple(
      fc.constantFrom(
        "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133",
        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d",
        "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d",
      ),
      fc.array(fc.tuple(fc.nat({ max: 37 }), fc.nat({ max: 255 })), { maxLength: 4 }),
    )
    .map(([valid, changes]) => {
      const block = hex(valid);
      for (const [at, byte] of changes) block[at] = byte;
      return block;
    });
  const blocks = fc.array(fc.oneof(fc.uint8Array({ maxLength: 60 }), mutated), { maxLength: 10 });
  fc.assert(
    fc.property(blocks, fc.constantFrom(0, 256, 4096), (blocks, tableBytes) => {
      const decoder = new HpackDecoder(tableBytes);
      for (const block of blocks) outcomeOf(decoder, block);
    }),
    { numRuns: 3000 },
  );
});
