import { describe, expect, it } from "vitest";
import { OpenAiStream } from "../../../src/wire/openai/openai-stream.ts";
import { checkGenerated, GENERATE_STREAM } from "../../../src/wire/openai/triton-generate.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function read(...events: readonly object[]): OpenAiStream {
  const stream = new OpenAiStream(GENERATE_STREAM);
  stream.start();
  events.forEach((event, at) => {
    stream.push(bytes(`data: ${JSON.stringify(event)}\n\n`), at);
  });
  return stream;
}

describe("the stream of generate_stream", () => {
  it("has a chunk for each event with text, and ends without a word", () => {
    const stream = read(
      { model_name: "m", model_version: "1", text_output: "a" },
      { model_name: "m", text_output: 'content":"b' },
      { model_name: "m", text_output: "" },
      { text_output: "c" },
    );
    expect([...stream.tokens.chunksMs]).toEqual([0, 1, 3]);
    expect(stream).toMatchObject({ events: 4, isAnswer: true, error: null, broken: null });
    expect(stream.tokens).toMatchObject({ promptTokens: null, outputTokens: null });
  });

  it("may hold an error behind good events", () => {
    expect(read({ text_output: "a" }, { error: "out of memory" }).error).toBe("out of memory");
  });

  it("does not take the keys of other protocols for text", () => {
    expect(read({ text: "a", content: "b" }).tokens.chunksMs).toHaveLength(0);
  });
});

describe("an answer that came whole", () => {
  it("is one text, or several", () => {
    checkGenerated(bytes('{"model_name":"m","text_output":"a b"}'));
    checkGenerated(bytes('{"text_output":["a","b"]}'));
  });

  it.each([
    ["{}", /^text_output: expected text, found undefined/],
    ['{"text_output":["a",1]}', /found 1$/],
    ["[]", /expected an object/],
    ["oops", /not JSON/],
  ])("is not %s", (body, message) => {
    expect(() => checkGenerated(bytes(body))).toThrow(WireError);
    expect(() => checkGenerated(bytes(body))).toThrow(message);
  });
});
