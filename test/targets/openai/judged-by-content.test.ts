import { describe, expect, it } from "vitest";
import { openAiChat } from "../../../src/targets/openai/openai-chat.ts";
import { openAiCompletions } from "../../../src/targets/openai/openai-completions.ts";
import { openAiEmbeddings } from "../../../src/targets/openai/openai-embeddings.ts";
import { tritonGenerate } from "../../../src/targets/openai/triton-generate.ts";
import type { Classified, Target } from "../../../src/targets/target.ts";
import type { HttpResponse } from "../../../src/wire/http/http-response.ts";
import { chatEvents, DONE, event } from "../openai-server.ts";

// An answer is judged by what it says, not by how it ends, and by nothing that is no part of it.

const { chunk, usage } = chatEvents;
const bytes = (text: string) => new TextEncoder().encode(text);
const ROLE = chunk({ role: "assistant", content: "" });
const HI = chunk({ content: "Hi" });
const STOP = chunk({}, "stop");

const response = (body: unknown): HttpResponse => {
  const text = bytes(typeof body === "string" ? body : JSON.stringify(body));
  return { status: 200, headers: new Map(), body: text, bodyBytes: text.length, keepAlive: true };
};

/** Judges a stream as it comes, and makes sure that the same stream in one body is judged alike. */
function judgeStream(target: Target, events: readonly string[], expected: object = {}): Classified {
  const wanted = { stream: true, ...expected };
  const reader = target.openReader?.(wanted);
  if (reader === undefined) throw new Error("it streams");
  reader.start();
  events.forEach((text, at) => {
    reader.take(bytes(text), at);
  });
  const judged = reader.end();
  const { outcome, failure } = target.classify(response(events.join("")), wanted);
  expect({ outcome, failure }).toEqual({ outcome: judged.outcome, failure: judged.failure });
  return judged;
}

describe("a stream", () => {
  it.each<[string, string[], string]>([
    ["[DONE] alone", [DONE], "empty-answer"],
    ["a role, then [DONE]", [ROLE, DONE], "empty-answer"],
    ["a usage without any answer", [usage(3, 2), DONE], "empty-answer"],
    ["choices that are null", [event({ choices: null }), DONE], "empty-answer"],
    ["an empty text, then [DONE]", [ROLE, chunk({ content: "" }), DONE], "empty-answer"],
    ["content that is a number", [ROLE, chunk({ content: 5 }), STOP, DONE], "response-shape"],
    ["content that is an object", [chunk({ content: { a: 1 } }), STOP, DONE], "response-shape"],
    [
      "empty reasons, and then nothing",
      [chunk({ content: "" }, ""), chunk({ content: "Hi" }, "")],
      "stream-cut",
    ],
    ["an error without a wrapper", [HI, event({ object: "error", message: "died" }), DONE], "stream-error"],
    [
      "an error by its type",
      [HI, event({ type: "error", code: "500", message: "died" }), DONE],
      "stream-error",
    ],
    [
      "an error by its class",
      [HI, event({ type: "InternalServerError", message: "died" }), DONE],
      "stream-error",
    ],
    ["a message with a status", [HI, event({ message: "died", code: 500 }), DONE], "stream-error"],
    ["the error of FastChat", [event({ text: "died", error_code: 50004 }), DONE], "stream-error"],
    ["an error in words", [HI, event({ error: "died" }), DONE], "stream-error"],
    ["an event named error, in words", [HI, "event: error\ndata: died\n\n", DONE], "stream-error"],
    ["a failed status", [HI, event({ status: "error", message: "died" }), DONE], "stream-error"],
    ["a status code", [HI, event({ statusCode: 503, message: "died" }), DONE], "stream-error"],
    ["a code in words", [HI, event({ code: "internal_error", msg: "died" }), DONE], "stream-error"],
    [
      "a list of errors",
      [HI, event({ success: false, errors: [{ message: "died" }] }), DONE],
      "stream-error",
    ],
    ["a fault", [HI, event({ fault: { faultstring: "died" } }), DONE], "stream-error"],
    ["an end by a named error", [HI, chunk({}, "unknown_error"), DONE], "stream-error"],
    ["an end by error", [HI, chunk({}, "error"), DONE], "stream-error"],
    ["an end by abort", [HI, chunk({}, "abort"), DONE], "stream-error"],
  ])("of %s is not ok", (_, events, failure) => {
    const judged = judgeStream(openAiChat, events);
    expect(judged).toMatchObject({ failure, message: expect.stringMatching(/\w+ \w+|died/) });
    expect(judged.outcome).not.toBe("ok");
    expect(judged.tokens).toBeUndefined();
  });

  it.each<[string, string[], number]>([
    ["an end of sequence at once", [ROLE, STOP, usage(3, 0), DONE], 0],
    ["text without a reason, and [DONE]", [HI, DONE], 1],
    ["no error: false", [event({ error: false, choices: [{ delta: { content: "a" } }] }), STOP, DONE], 1],
    ["no error: {}", [event({ error: {}, choices: [{ delta: { content: "a" } }] }), STOP, DONE], 1],
    ["no error: []", [event({ error: [], choices: [{ delta: { content: "a" } }] }), STOP, DONE], 1],
    [
      "no error: a code of null",
      [event({ error: { code: null }, choices: [{ delta: { content: "a" } }] }), STOP, DONE],
      1,
    ],
    [
      "a message that is none of an error",
      [event({ message: "queued", status: "pending" }), HI, STOP, DONE],
      1,
    ],
    ['no error: ""', [event({ error: "", choices: [{ delta: { content: "a" } }] }), STOP, DONE], 1],
    ["no error: null", [event({ error: null, choices: [{ delta: { content: "a" } }] }), STOP, DONE], 1],
    ["error_code 0", [event({ error_code: 0, choices: [{ delta: { content: "a" } }] }), STOP, DONE], 1],
    [
      "the note of a filter",
      [
        event({
          choices: [
            { delta: { content: "a" }, content_filter_result: { error: { message: "not filtered" } } },
          ],
        }),
        STOP,
        DONE,
      ],
      1,
    ],
    ["events behind [DONE]", [HI, STOP, DONE, "data: bye\n\n", event({ error: "late" })], 1],
    ["heartbeats without data", ["data:\n\n", HI, "data: \n\n", STOP, DONE], 1],
    [
      "pings with words",
      ["event: ping\ndata: {}\n\n", HI, "event: ping\ndata: still here\n\n", STOP, DONE],
      1,
    ],
    ["comments", [": hello\n\n", HI, ":\n\n", STOP, DONE], 1],
    ["parts of content", [chunk({ content: [{ type: "text", text: "a" }] }), STOP, DONE], 1],
    ["a refusal of the model", [chunk({ refusal: "I cannot" }), STOP, DONE], 1],
    ["[DONE] and a space", [HI, "data: [DONE] \n\n"], 1],
  ])("of %s is ok", (_, events, texts) => {
    const judged = judgeStream(openAiChat, events);
    expect(judged).toMatchObject({ outcome: "ok", failure: "none" });
    expect(judged.tokens?.chunksMs).toHaveLength(texts);
  });

  it("without the [DONE] that the server otherwise sends is cut, though it gave a reason", () => {
    const events = [ROLE, HI, STOP];
    expect(judgeStream(openAiChat, events, { done: true })).toMatchObject({
      outcome: "error",
      failure: "stream-cut",
    });
    expect(judgeStream(openAiChat, events, { done: false }).outcome).toBe("ok");
    expect(judgeStream(openAiChat, [...events, DONE], { done: true }).outcome).toBe("ok");
  });

  it("of several choices says that its tokens are mixed, whether it shows or was asked for", () => {
    const piece = (index: number) =>
      event({ choices: [{ index, delta: { content: "w " }, finish_reason: null }] });
    const mixed = judgeStream(openAiChat, [piece(0), piece(1), piece(0), piece(1), STOP, usage(3, 4), DONE]);
    expect(mixed.tokens).toMatchObject({ mixed: true, outputTokens: 4 });
    expect(judgeStream(openAiChat, [piece(0), piece(0), STOP, DONE]).tokens?.mixed).toBe(false);
    expect(judgeStream(openAiChat, [piece(0), STOP, DONE], { mixed: true }).tokens?.mixed).toBe(true);
  });

  it.each([-1, 0.5, 1e15, 1e308, "many", 0])("whose usage says %s has no count of tokens", (count) => {
    const said = event({ choices: [], usage: { prompt_tokens: count, completion_tokens: count } });
    const { outcome, tokens } = judgeStream(openAiChat, [HI, STOP, said, DONE]);
    expect(outcome).toBe("ok");
    expect(tokens?.outputTokens).toBeNull();
  });
});

describe("an answer that came whole", () => {
  const judge = (body: unknown, target: Target = openAiChat) =>
    target.classify(response(body), { stream: false });
  const reason = { finish_reason: "stop" };

  it.each<[string, unknown, string]>([
    ["one empty choice", { choices: [{}] }, "empty-answer"],
    ["an empty message", { choices: [{ message: { role: "assistant", content: "" } }] }, "empty-answer"],
    ["choices that are null", { choices: null }, "response-shape"],
    ["content that is a number", { choices: [{ message: { content: 5 }, ...reason }] }, "response-shape"],
    ["content that is true", { choices: [{ message: { content: true }, ...reason }] }, "response-shape"],
    ["a choice that is a text", { choices: ["hi"] }, "response-shape"],
    ["an error", { error: { message: "died" } }, "response-shape"],
    [
      "an end by error",
      { choices: [{ message: { content: "a" }, finish_reason: "error" }] },
      "response-shape",
    ],
  ])("of %s is wrong", (_, body, failure) => {
    expect(judge(body)).toMatchObject({
      outcome: "wrong",
      failure,
      message: expect.stringMatching(/\w+ \w+/),
    });
  });

  it.each<[string, unknown]>([
    ["an end of sequence at once", { choices: [{ message: { content: "" }, ...reason }] }],
    ["a tool call", { choices: [{ message: { content: null, tool_calls: [{ id: "1" }] } }] }],
    ["reasoning alone", { choices: [{ message: { content: null, reasoning_content: "Hm" } }] }],
    ["no error", { error: null, choices: [{ message: { content: "a" } }] }],
  ])("of %s is ok", (_, body) => {
    expect(judge(body)).toMatchObject({ outcome: "ok" });
  });

  it("of completions is a text too, of several choices mixed", () => {
    const of = (...choices: object[]) =>
      judge({ choices, usage: { prompt_tokens: 1, completion_tokens: 4 } }, openAiCompletions);
    expect(of({ text: "a" }).tokens).toMatchObject({ mixed: false, outputTokens: 4 });
    expect(of({ text: "a" }, { text: "b" }).tokens).toMatchObject({ mixed: true, outputTokens: 4 });
    expect(of({ text: 7 })).toMatchObject({ outcome: "wrong", failure: "response-shape" });
  });
});

describe("Triton's generate_stream", () => {
  it.each<[string, string[], object]>([
    ["no text_output", [event({ model_name: "m" })], { outcome: "wrong", failure: "empty-answer" }],
    [
      "a text_output that is a number",
      [event({ text_output: 5 })],
      { outcome: "wrong", failure: "response-shape" },
    ],
    ["an empty text_output", [event({ text_output: "" })], { outcome: "ok" }],
    ["several texts", [event({ text_output: ["a", "b"] })], { outcome: "ok" }],
    ["heartbeats", ["data:\n\n", event({ text_output: "a", error: "" })], { outcome: "ok" }],
  ])("of %s is judged by it", (_, events, judged) => {
    expect(judgeStream(tritonGenerate, events)).toMatchObject(judged);
  });
});

it("a stream of a server that gives reasons is cut where it ends without one, whatever follows", () => {
  const unknown = event({ oops: "the engine is gone" });
  const judged = judgeStream(openAiChat, [HI, unknown, DONE], { done: true, reason: true });
  expect(judged).toMatchObject({ outcome: "error", failure: "stream-cut" });
  expect(judgeStream(openAiChat, [HI, STOP, DONE], { done: true, reason: true }).outcome).toBe("ok");
});

describe("embeddings", () => {
  const judge = (data: unknown, count: number | null = 1) =>
    openAiEmbeddings.classify(response({ data }), { count, length: 0 });
  const row = (...embedding: number[]) => ({ embedding });

  it.each<[string, unknown]>([
    ["no rows", []],
    ["null", null],
    ["a row without numbers", [row()]],
    ["too many rows", [row(1, 2), row(1, 2)]],
  ])("of %s are wrong", (_, data) => {
    expect(judge(data)).toMatchObject({ outcome: "wrong", failure: "response-shape" });
  });

  it("may differ in number where the requests do", () => {
    expect(judge([row(1, 2), row(1, 2)], null).outcome).toBe("ok");
    expect(judge([], null).outcome).toBe("wrong");
  });
});
