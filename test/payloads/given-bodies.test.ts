import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodiesByLine, describeBodies, readBodies } from "../../src/payloads/given-bodies.ts";
import { WireError } from "../../src/wire/wire-error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (body: Uint8Array) => new TextDecoder().decode(body);
const linesOf = (text: string) => bodiesByLine(bytes(text), "in.jsonl");

describe("the lines of a file", () => {
  it("are bodies, without white space around them, whatever ends them", () => {
    expect(linesOf('{"a":1}\r\n\n  \t\n {"b": "ü"} \n3').map((b) => [textOf(b.bytes), b.where])).toEqual([
      ['{"a":1}', "line 1 of in.jsonl"],
      ['{"b": "ü"}', "line 4 of in.jsonl"],
      ["3", "line 5 of in.jsonl"],
    ]);
  });

  it("give back any values written one in each line", () => {
    const endings = fc.constantFrom("\n", "\r\n", "\n\n", "\n \t\r\n");
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.jsonValue(), endings), { minLength: 1 }), (lines) => {
        const file = lines.map(([value, end]) => `${JSON.stringify(value)}${end}`).join("");
        const read = readBodies(
          linesOf(file),
          (json) => JSON.stringify(json, (_, v) => (typeof v === "bigint" ? Number(v) : v)),
          "",
        );
        expect(read).toEqual(lines.map(([value]) => JSON.stringify(value)));
      }),
    );
  });

  it.each(["", "\n", " \r\n\t\n"])("of %j are none, which is a usage error", (text) => {
    expect(() => linesOf(text)).toThrow(
      expect.objectContaining({ exitCode: 2, message: "--body file in.jsonl is empty" }),
    );
  });
});

describe("reading bodies", () => {
  const read = (text: string, accept: (json: unknown) => unknown = (json) => json) =>
    readBodies(linesOf(text), accept, "mend it");

  it("keeps integers that a double cannot hold", () => {
    expect(read("9007199254740993")).toEqual([9007199254740993n]);
  });

  it("names the only one that is bad, and what to do", () => {
    expect(() => read('1\n{"a"')).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(/^line 2 of in.jsonl: the body is not JSON: /),
        fix: "mend it",
      }),
    );
  });

  it("names all that are bad, ten at most", () => {
    const message = (count: number) => {
      try {
        read("x\n".repeat(count));
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    expect(message(10)).toContain("10 of 10 bodies cannot be used, they are:");
    expect(message(12)).toContain("12 of 12 bodies cannot be used, the first of them:");
    expect(message(12).split("\n")).toHaveLength(11);
  });

  it("names what a reader refuses", () => {
    const refuse = () => {
      throw new WireError("$.a: expected a string");
    };
    expect(() => read("1", refuse)).toThrow("line 1 of in.jsonl: $.a: expected a string");
  });

  it("says that bytes are not text", () => {
    const bodies = [{ bytes: Uint8Array.of(34, 255, 34), where: "--body x.json" }];
    expect(() => readBodies(bodies, (json) => json, "")).toThrow("--body x.json: the body is not UTF-8");
  });
});

it("more bodies than a call can take are described too", () => {
  const many = Array.from({ length: 200_000 }, (_, index) => ({ bytes: new Uint8Array(1 + (index % 7)) }));
  expect(describeBodies(many as unknown as Parameters<typeof describeBodies>[0])).toBe(
    "200000 bodies of 1 to 7 bytes",
  );
});

it("bodies are described by number and size", () => {
  expect(describeBodies(linesOf("12"))).toBe("always the same 2 bytes");
  expect(describeBodies(linesOf("12\n1234\n1"))).toBe("3 bodies of 1 to 4 bytes");
});
