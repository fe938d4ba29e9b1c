import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDone, SseReader } from "../../../src/wire/http/sse-reader.ts";
import { WireError } from "../../../src/wire/wire-error.ts";
import { cutAt, cutsArbitrary } from "./http1-response-arbitrary.ts";

interface Seen {
  readonly name: string;
  /** One character a byte. */
  readonly data: string;
  readonly done: boolean;
}

/** Reads the pieces through one buffer that every chunk overwrites, as a socket may. */
function read(pieces: readonly Uint8Array[], maxEventBytes?: number) {
  const events: Seen[] = [];
  const reader = new SseReader((event) => {
    expect(event.end).toBeGreaterThanOrEqual(event.start);
    const data = Buffer.from(event.buffer.subarray(event.start, event.end)).toString("latin1");
    events.push({ name: event.name, data, done: isDone(event) });
  }, maxEventBytes);
  const memory = new Uint8Array(Math.max(0, ...pieces.map((piece) => piece.length)));
  try {
    for (const piece of pieces) {
      memory.set(piece);
      reader.push(memory.subarray(0, piece.length));
      memory.fill(0x23);
    }
    return { events, cutOff: reader.end(), error: undefined };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { events, cutOff: false, error: error.message };
  }
}

const utf8 = (text: string) => Buffer.from(text, "utf8");
const inPieces = (text: string) => read([utf8(text)]);
const data = (text: string): Seen => ({ name: "", data: text, done: /^\[DONE\][\0- ]*$/.test(text) });

/** The rules of the standard, line by line, over the whole stream at once. */
function reference(bytes: Uint8Array) {
  const lines = Buffer.from(bytes)
    .toString("latin1")
    .split(/\r\n|\n|\r/);
  const unfinished = lines.pop() ?? "";
  lines[0] = (lines[0] ?? "").replace(/^\xef\xbb\xbf/, "");
  const events: Seen[] = [];
  let dataBuffer = "";
  let eventType = "";
  if (lines.length === 1 && lines[0] === "") return { events, cutOff: unfinished !== "", error: undefined };
  for (const line of lines) {
    if (line === "") {
      if (dataBuffer !== "") events.push({ ...data(dataBuffer.slice(0, -1)), name: eventType });
      dataBuffer = "";
      eventType = "";
      continue;
    }
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") dataBuffer += `${value}\n`;
    if (field === "event") eventType = Buffer.from(value, "latin1").toString("utf8");
  }
  return { events, cutOff: unfinished !== "" || dataBuffer !== "" || eventType !== "", error: undefined };
}

const fragment = fc.constantFrom(
  ..."data|data:|data: |data:  |data: x|event|event:|event: error|event: ünruh|id: 7|retry: 1|:|: ping|dat|Data: x| data: x|datax: y|eventdata:"
    .split("|")
    .map(utf8),
  ...["\n", "\n", "\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n", "\n\r"].map(utf8),
  ...["\ufeff", "🙂", "é", " ", "\0", "[DONE]", '{"choices":[]}', "data: [DONE]\n\n"].map(utf8),
  Buffer.from([0xef, 0xbb]),
  Buffer.from([0xff, 0xc3]),
);
const stream = fc
  .tuple(fc.boolean(), fc.array(fragment, { maxLength: 30 }))
  .map(([marked, parts]) => Buffer.concat(marked ? [utf8("\ufeff"), ...parts] : parts));

describe("any stream", () => {
  it("gives the events that the standard's rules give, however it is cut", () => {
    fc.assert(
      fc.property(stream, cutsArbitrary, (bytes, cuts) => {
        expect(read(cutAt(bytes, cuts))).toEqual(reference(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  it("gives back the data that a server wrote, in any spelling", () => {
    const line = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n]/g, ""));
    const lineEnd = fc.constantFrom("\n", "\r", "\r\n");
    const event = fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 3 }), lineEnd });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), cutsArbitrary, (sent, cuts) => {
        const text = sent
          .map((e) => e.lines.map((l) => `data: ${l}${e.lineEnd}`).join("") + e.lineEnd)
          .join("");
        const got = read(cutAt(utf8(text), cuts)).events.map((e) => utf8Of(e.data));
        expect(got).toEqual(sent.map((e) => e.lines.join("\n")));
      }),
      { numRuns: 300 },
    );
  });

  it("throws nothing but WireError at random bytes under any limit, and alike however it is cut", () => {
    const garbage = fc.oneof(stream, fc.uint8Array({ maxLength: 200 }));
    fc.assert(
      fc.property(garbage, cutsArbitrary, fc.nat({ max: 60 }), (bytes, cuts, maxEventBytes) => {
        expect(read(cutAt(bytes, cuts), maxEventBytes)).toEqual(read([bytes], maxEventBytes));
      }),
      { numRuns: 1000 },
    );
  });
});

const utf8Of = (bytes: string) => Buffer.from(bytes, "latin1").toString("utf8");

describe("streams of servers", () => {
  it("vLLM: tokens, a chunk with the usage, the end", () => {
    const chunks = [
      '{"id":"cmpl-7","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":" Hafen","logprobs":null,"finish_reason":null}]}',
      '{"id":"cmpl-7","object":"text_completion","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":5,"total_tokens":6,"completion_tokens":1}}',
      "[DONE]",
    ];
    const { events, cutOff } = inPieces(chunks.map((chunk) => `data: ${chunk}\n\n`).join(""));
    expect(events).toEqual(chunks.map(data));
    expect(cutOff).toBe(false);
  });

  it("vLLM: an error in the middle is an event like any other", () => {
    const error = '{"error":{"message":"engine died","type":"InternalServerError","param":null,"code":500}}';
    expect(inPieces(`data: {"choices":[]}\n\ndata: ${error}\n\ndata: [DONE]\n\n`).events).toEqual(
      ['{"choices":[]}', error, "[DONE]"].map(data),
    );
  });

  it("TGI: no space behind the colon", () => {
    const token =
      '{"index":1,"token":{"id":42,"text":" é","logprob":-0.1,"special":false},"generated_text":null}';
    const { events } = inPieces(`data:${token}\n\n`);
    expect(events.map((event) => utf8Of(event.data))).toEqual([token]);
  });

  it("llama.cpp and proxies: comments that keep the connection open", () => {
    expect(inPieces(": ping\n\n:\n\ndata: a\n\n: ping\n\n").events).toEqual([data("a")]);
  });

  it("Anthropic: names, and CRLF", () => {
    const text = 'event: ping\r\ndata: {"type":"ping"}\r\n\r\nevent: error\r\ndata: {"type":"error"}\r\n\r\n';
    expect(inPieces(text).events.map(({ name }) => name)).toEqual(["ping", "error"]);
  });
});

it("delivers an event at its blank line, before the line feed of a CRLF has come", () => {
  const seen: string[] = [];
  const reader = new SseReader((event) => seen.push(event.name));
  reader.push(utf8("event: a\r\ndata: 1\r\n\r"));
  expect(seen).toEqual(["a"]);
  reader.push(utf8("\ndata: 2\n\n"));
  expect(seen).toEqual(["a", ""]);
});

it("points into the chunk when the event lies whole in it", () => {
  const chunk = utf8("data: one\n\ndata: two\n\n");
  const ranges: unknown[] = [];
  const reader = new SseReader(({ buffer, start, end }) => ranges.push([buffer === chunk, start, end]));
  reader.push(chunk);
  expect(ranges).toEqual([
    [true, 6, 9],
    [true, 17, 20],
  ]);
});

it.each([
  ["nothing", "", false],
  ["a whole event", "data: a\n\n", false],
  ["a comment behind it", "data: a\n\n: ping\n", false],
  ["no blank line", "data: a\n", true],
  ["no line end", "data: a", true],
  ["a name without data", "event: a\n", true],
])("end() after %s", (_, text, cutOff) => {
  expect(inPieces(text).cutOff).toBe(cutOff);
});

it("begins anew after end()", () => {
  const seen: string[] = [];
  const reader = new SseReader((event) => seen.push(`${event.name} ${event.end - event.start}`));
  reader.push(utf8("event: a\ndata: lost\r"));
  expect(reader.end()).toBe(true);
  reader.push(utf8("\ufeffdata: kept\n\n"));
  expect(reader.end()).toBe(false);
  expect(seen).toEqual([" 4"]);
});

describe("the limit of 20 bytes", () => {
  it("lets any number of smaller events pass", () => {
    expect(read([utf8(": ping\ndata: 0123456789\n\n".repeat(50))], 20).events).toHaveLength(50);
  });

  it.each([
    ["a line that does not end", "data: 0123456789abcdef"],
    ["a line", "data: 0123456789abcdef\n\n"],
    ["several data lines", "data: 01234567\ndata: 01234567\n\n"],
    ["a comment", ": 0123456789abcdefghij\n"],
  ])("refuses %s beyond it", (_, text) => {
    expect(inPiecesOf(text, 20)).toBe("a server-sent event: expected at most 20 bytes, found more");
  });

  const inPiecesOf = (text: string, limit: number) => read(cutAt(utf8(text), "every byte"), limit).error;
});
