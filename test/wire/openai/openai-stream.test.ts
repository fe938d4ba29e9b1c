import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OPENAI_KEYS, SAYS, scanChunk } from "../../../src/wire/openai/openai-chunk.ts";
import { OpenAiStream } from "../../../src/wire/openai/openai-stream.ts";
import { WireError } from "../../../src/wire/wire-error.ts";
import { chatEvents, DIALECT_STREAMS, DONE, event } from "../../targets/openai-server.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Reads events that come one a millisecond, from 100 ms on. */
function read(events: readonly string[]): OpenAiStream {
  const stream = new OpenAiStream();
  events.forEach((text, i) => {
    stream.push(bytes(text), 100 + i);
  });
  return stream;
}

const scan = (text: string) => scanChunk(bytes(text), 0, bytes(text).length, OPENAI_KEYS);

describe("a stream", () => {
  it.each(Object.entries(DIALECT_STREAMS))(
    "%s: times of its text, and the server's counts",
    (_, { events, textAt }) => {
      const stream = read(events);
      expect(stream.tokens).toEqual({
        promptTokens: 7,
        outputTokens: 5,
        mixed: false,
        chunksMs: Float64Array.from(textAt, (at) => 100 + at),
      });
      expect([stream.saysDone, stream.saysReason, stream.error, stream.broken]).toEqual([
        true,
        true,
        null,
        null,
      ]);
    },
  );

  it.each(Object.entries(DIALECT_STREAMS))(
    "%s: says the same cut at any byte, twice",
    (_, { events, textAt }) => {
      const all = bytes(events.join(""));
      const wrong = Array.from(all.keys()).filter((cut) => {
        const stream = new OpenAiStream();
        stream.push(all.subarray(0, cut), 1);
        stream.push(all.subarray(cut), 2);
        const { chunksMs, outputTokens } = stream.tokens;
        return chunksMs.length !== textAt.length || outputTokens !== 5 || !stream.saysDone;
      });
      expect(wrong).toEqual([]);
      fc.assert(
        fc.property(fc.array(fc.nat(all.length), { maxLength: 12 }), (cuts) => {
          const stream = new OpenAiStream();
          const edges = [0, ...cuts.sort((a, b) => a - b), all.length];
          for (let i = 1; i < edges.length; i++) stream.push(all.slice(edges[i - 1], edges[i]), i);
          expect([stream.tokens.chunksMs.length, stream.tokens.outputTokens, stream.broken]).toEqual([
            textAt.length,
            5,
            null,
          ]);
        }),
        { numRuns: 40 },
      );
    },
  );

  it("has no counts where the server tells none, whatever the number of chunks", () => {
    const stream = read([
      chatEvents.chunk({ content: "a" }),
      chatEvents.chunk({ content: "b" }, "stop"),
      DONE,
    ]);
    expect(stream.tokens).toMatchObject({ promptTokens: null, outputTokens: null });
    expect(stream.tokens.chunksMs).toHaveLength(2);
  });

  it("takes a null usage on every event for none, and the last of several for the sum", () => {
    const piece = (output: number) =>
      event({ choices: [{ delta: { content: "x" } }], usage: { completion_tokens: output } });
    const stream = read([event({ choices: [], usage: null }), piece(1), piece(3), DONE]);
    expect(stream.tokens).toMatchObject({ promptTokens: null, outputTokens: 3 });
  });

  it.each<[string, string, string]>([
    ["OpenAI style", event({ error: { message: "out of memory", type: "x", code: 500 } }), "out of memory"],
    ["old vLLM", event({ error: { object: "error", message: "gone", code: 400 } }), "gone"],
    [
      "TGI",
      event({ error: "Incomplete generation", error_type: "incomplete_generation" }),
      "Incomplete generation",
    ],
    ["an event named error", `event: error\n${event({ message: "overloaded" })}`, "overloaded"],
    ["no words at all", event({ error: { code: 7 } }), '{"code":7}'],
  ])("tells an error in its middle: %s", (_, text, message) => {
    const stream = read([chatEvents.chunk({ content: "a" }), text, DONE]);
    expect(stream.error).toBe(message);
  });

  it("tells whether it had [DONE], and a reason of its end", () => {
    const part = [chatEvents.chunk({ role: "assistant", content: "" }), chatEvents.chunk({ content: "a" })];
    expect(read(part)).toMatchObject({ saysDone: false, saysReason: false });
    expect(read([...part, DONE])).toMatchObject({ saysDone: true, saysReason: false });
    expect(read([...part, chatEvents.chunk({}, "stop")])).toMatchObject({
      saysDone: false,
      saysReason: true,
    });
    expect(read([...part, chatEvents.chunk({}, "")])).toMatchObject({ saysDone: false, saysReason: false });
  });

  it.each(["data: oops\n\n", 'data: {"a": \n\n', 'data: {"content": "a}\n\n'])(
    "names an event that is no JSON object: %o",
    (text) => {
      const stream = read([chatEvents.chunk({ content: "a" }), text, chatEvents.chunk({ content: "b" })]);
      expect(stream.broken?.message).toMatch(/an event of the stream: expected a JSON object/);
    },
  );

  it("forgets all of a stream that was given up in the middle of an event", () => {
    const stream = read([chatEvents.chunk({ content: "a" }), 'data: {"choi']);
    stream.start();
    expect([stream.events, stream.saysDone, stream.tokens.chunksMs.length]).toEqual([0, false, 0]);
    for (const text of DIALECT_STREAMS.vLLM?.events ?? []) stream.push(bytes(text), 5);
    expect(stream.tokens.outputTokens).toBe(5);
    expect(stream.tokens.chunksMs).toHaveLength(3);
  });

  it("keeps the times of more chunks than it had room for", () => {
    const stream = read(Array.from({ length: 1000 }, () => chatEvents.chunk({ content: "x" })));
    expect(stream.tokens.chunksMs).toEqual(Float64Array.from({ length: 1000 }, (_, i) => 100 + i));
  });
});

describe("scanChunk", () => {
  it("says of any chat event what its JSON says, however it is spaced and whatever the text", () => {
    const delta = fc.record(
      {
        role: fc.constant("assistant"),
        content: fc.oneof(
          fc.constantFrom("", null, '"content":"x"', "\\", '\\"'),
          fc.string({ unit: "binary" }),
        ),
        reasoning_content: fc.option(fc.string()),
      },
      { requiredKeys: [] },
    );
    const chunk = fc.record(
      {
        id: fc.string(),
        choices: fc.array(
          fc.record({ index: fc.nat(), delta, finish_reason: fc.constantFrom(null, "stop", "length") }),
          { maxLength: 2 },
        ),
        usage: fc.option(fc.record({ completion_tokens: fc.nat() })),
        error: fc.constantFrom(null, undefined, { message: "no" }, "no"),
      },
      { requiredKeys: ["choices"] },
    );
    fc.assert(
      fc.property(chunk, fc.constantFrom(undefined, 1, "\t"), fc.nat(3), (json, indent, pad) => {
        const deltas = json.choices.map((choice) => choice.delta);
        const has = (text: unknown) => typeof text === "string" && text !== "";
        const text = deltas.some((d) => has(d.content) || has(d.reasoning_content)) ? SAYS.text : 0;
        const other = json.choices.some(({ index }) => index !== 0) ? SAYS.otherChoice : 0;
        const finished = json.choices.some((choice) => choice.finish_reason !== null) ? SAYS.finished : 0;
        const usage = json.usage ? SAYS.usage : 0;
        const error = json.error ? SAYS.error : 0;
        const padding = " ".repeat(pad);
        expect(scan(`${padding}${JSON.stringify(json, null, indent)}${padding}`)).toBe(
          SAYS.answer | text | other | finished | usage | error,
        );
      }),
    );
  });

  it("never takes what a model writes for a key", () => {
    expect(scan('{"id":"\\"choices\\":[{\\"text\\":\\"x\\"","content":"x"}')).toBe(0);
    expect(scan('{"x":["content","text","a"]}')).toBe(0);
    expect(scan('{"logprobs":{"content":[{"token":"a"}],"text_offset":[0]}}')).toBe(0);
  });

  it("refuses bytes that are no whole object", () => {
    for (const text of ["", "[]", '"a"', '{"a', '{"a"}x']) expect(() => scan(text)).toThrow(WireError);
  });
});
