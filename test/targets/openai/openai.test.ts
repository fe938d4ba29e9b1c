import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { openAiChat } from "../../../src/targets/openai/openai-chat.ts";
import { openAiCompletions } from "../../../src/targets/openai/openai-completions.ts";
import { openAiEmbeddings } from "../../../src/targets/openai/openai-embeddings.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import type { AnswerReader, Target } from "../../../src/targets/target.ts";
import type { HttpResponse } from "../../../src/wire/http/http-response.ts";
import type { TestServer } from "../../transport/raw-server.ts";
import { contextFor } from "../fake-server.ts";
import {
  type Asked,
  chatEvents,
  DIALECT_STREAMS,
  DONE,
  event,
  type OpenAiServerOptions,
  sendEvents,
  sendJson,
  serveOpenAi,
} from "../openai-server.ts";

const given = (bytes: Uint8Array) => [{ bytes, where: "--body" }];

let server: (TestServer & { readonly asked: Asked[] }) | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const streamOf = (dialect: string) => (_: Asked, response: ServerResponse) =>
  sendEvents(response, DIALECT_STREAMS[dialect]?.events ?? []);

async function prepare(
  options: Partial<OpenAiServerOptions> = {},
  changes: Partial<TargetContext> = {},
  target: Target = openAiChat,
) {
  server = await serveOpenAi({ answer: streamOf("vLLM"), ...options });
  return target.prepare(contextFor(server, { model: null, ...changes }));
}

async function refusal(
  options: Partial<OpenAiServerOptions>,
  changes: Partial<TargetContext> = {},
  target?: Target,
) {
  const error = await prepare(options, changes, target).catch((thrown) => thrown);
  return { exitCode: error.exitCode, said: `${error.message}; ${error.fix}` };
}

const asBody = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));

describe("prepare", () => {
  it("finds the model, asks for a stream with its usage, and takes one request as proof", async () => {
    const prepared = await prepare({ facts: { "/version": { version: "0.11.0" } } }, { maxTokens: 32 });
    expect(prepared).toMatchObject({
      server: "vLLM 0.11.0",
      model: "tiny",
      tokens: "streamed",
      settings: { dialect: "vLLM", streamed: "yes", answers: expect.stringContaining("always 32 tokens") },
      payload: "prompts of random words, in number always 4",
    });
    expect(prepared.requests).toHaveLength(3);
    expect(server?.asked).toHaveLength(1);
    expect(server?.asked[0]).toMatchObject({
      path: "/v1/chat/completions",
      body: {
        model: "tiny",
        messages: [{ role: "user", content: expect.stringMatching(/^(\w+ ){3}\w+$/) }],
        max_tokens: 32,
        ignore_eos: true,
        min_tokens: 32,
        stream: true,
        stream_options: { include_usage: true },
      },
    });
  });

  it.each<[string, Partial<OpenAiServerOptions>, string, object]>([
    [
      "SGLang",
      { models: [{ id: "m", owned_by: "sglang" }], facts: { "/get_server_info": { version: "0.5.2" } } },
      "SGLang 0.5.2",
      { ignore_eos: true, min_tokens: 128 },
    ],
    [
      "llama.cpp",
      { models: [{ id: "m", owned_by: "llamacpp" }], facts: { "/props": { build_info: "b6000-abc" } } },
      "llama.cpp b6000-abc",
      { ignore_eos: true },
    ],
    [
      "TGI",
      {
        models: [{ id: "m", owned_by: "m" }],
        facts: { "/info": { router: "text-generation-router", version: "3.3.4" } },
      },
      "TGI 3.3.4",
      {},
    ],
    [
      "Ollama",
      { models: [{ id: "m:latest", owned_by: "library" }], facts: { "/api/version": { version: "0.12.3" } } },
      "Ollama 0.12.3",
      {},
    ],
    [
      "Ollama",
      {
        models: [{ id: "someone/m:latest", owned_by: "someone" }],
        facts: { "/api/version": { version: "0.12.3" } },
      },
      "Ollama 0.12.3",
      {},
    ],
    ["vLLM", { models: [{ id: "m", owned_by: "vllm" }] }, "vLLM", { ignore_eos: true, min_tokens: 128 }],
    [
      "OpenAI API",
      { models: [{ id: "m", owned_by: "openai" }], facts: { "/info": { version: "9" } } },
      "server that speaks the OpenAI API",
      {},
    ],
  ])("knows %s, and says how long answers can be made", async (dialect, options, name, extra) => {
    const prepared = await prepare({
      ...options,
      answer: streamOf(dialect === "OpenAI API" ? "vLLM" : dialect),
    });
    expect(prepared.server).toBe(name);
    expect(prepared.settings?.dialect).toBe(dialect);
    const { max_tokens, ignore_eos, min_tokens } = server?.asked[0]?.body ?? {};
    expect({ max_tokens, ignore_eos, min_tokens }).toEqual({
      max_tokens: 128,
      ignore_eos: undefined,
      min_tokens: undefined,
      ...extra,
    });
    expect(prepared.settings?.answers).toMatch(
      "ignore_eos" in extra ? /^always 128 tokens/ : /^at most 128 tokens.*cannot be told/,
    );
  });

  it.each([
    ["/", "/v1/chat/completions"],
    ["/v1", "/v1/chat/completions"],
    ["/openai/v1/", "/openai/v1/chat/completions"],
    ["/v1/chat/completions", "/v1/chat/completions"],
    ["/deployments/m?api-version=1", "/deployments/m/chat/completions?api-version=1"],
  ])("under %s asks at %s", async (path, asked) => {
    await prepare({ models: null }, { path, model: "m" });
    expect(server?.asked[0]?.path).toBe(asked);
  });

  it("sends the user's own request as it is, but for the way the answer comes", async () => {
    const body = {
      messages: [{ role: "system", content: "Be brief." }],
      temperature: 0,
      stream: false,
      model: "tiny",
    };
    const prepared = await prepare({}, { bodies: given(asBody(body)) });
    expect(server?.asked[0]?.body).toEqual({
      ...body,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(prepared).toMatchObject({
      payload: expect.stringMatching(/^always the same \d+ bytes$/),
      settings: { answers: "as --body says" },
    });
  });

  it("takes a body that is no JSON object for the prompt, and a broken one for a mistake", async () => {
    await prepare({}, { bodies: given(new TextEncoder().encode("Tell a joke.")) }, openAiCompletions);
    expect(server?.asked[0]?.body).toMatchObject({ prompt: "Tell a joke." });
    const broken = await refusal({}, { bodies: given(new TextEncoder().encode('{"messages": [')) });
    expect(broken.exitCode).toBe(2);
    expect(broken.said).toContain("--body is not JSON");
  });

  it.each<[string, Partial<OpenAiServerOptions>, Partial<TargetContext>, RegExp]>([
    [
      "a model that is not there",
      {},
      { model: "other" },
      /no model "other": it serves tiny; correct --model/,
    ],
    [
      "a choice of models",
      {
        models: [
          { id: "a", owned_by: "vllm" },
          { id: "b", owned_by: "vllm" },
        ],
      },
      {},
      /serves a, b; say which model with --model/,
    ],
    ["no list of models", { models: null }, {}, /does not list its models; say which one/],
    [
      "a gateway that does not know the model",
      {
        models: [{ id: "a", owned_by: "openai" }],
        answer: (_, r) => sendJson(r, { error: { message: "The model `b` does not exist", code: 404 } }, 404),
      },
      { model: "b" },
      /refused the first request, for model "b".*404 and "The model `b` does not exist"; it serves a; correct --model/,
    ],
    [
      "a model that still loads",
      {
        answer: (_, r) =>
          sendJson(r, { error: { code: 503, message: "Loading model", type: "unavailable_error" } }, 503),
      },
      {},
      /still loading its model: .*503 and "Loading model"; wait/,
    ],
    [
      "a TGI that is unwell",
      { answer: (_, r) => sendJson(r, { error: "unhealthy", error_type: "healthcheck" }, 503) },
      {},
      /not ready: .*503 and "unhealthy"/,
    ],
    [
      "a key that is missing",
      { answer: (_, r) => sendJson(r, { error: { message: "Invalid API key" } }, 401) },
      {},
      /wants a key: .*401 and "Invalid API key"; name the environment variable .*--api-key-env/,
    ],
    [
      "an old vLLM that refuses",
      {
        answer: (_, r) =>
          sendJson(r, { object: "error", message: "max_tokens is too large", code: 400 }, 400),
      },
      {},
      /400 and "max_tokens is too large"; correct --model, --max-tokens/,
    ],
    [
      "one JSON document instead of a stream",
      { answer: (_, r) => sendJson(r, { choices: [{ message: { content: "hi" } }] }) },
      {},
      /not as it should be: it holds no server-sent event.*--no-stream/,
    ],
    [
      "an error in the first stream",
      { answer: (_, r) => sendEvents(r, [event({ error: { message: "out of memory" } }), DONE]) },
      {},
      /not as it should be: out of memory/,
    ],
    [
      "a first stream without text",
      {
        answer: (_, r) =>
          sendEvents(r, [chatEvents.chunk({ role: "assistant" }), chatEvents.chunk({}, "stop"), DONE]),
      },
      {},
      /a stream without any text/,
    ],
  ])("refuses %s, with exit code 4", async (_, options, changes, message) => {
    const { exitCode, said } = await refusal(options, changes);
    expect(said).toMatch(message);
    expect(exitCode).toBe(4);
  });

  it("refuses more than one prompt a request, whose texts would come mixed", async () => {
    const { prompts } = await import("../../../src/payloads/prompts.ts");
    const two = () => prompts({ items: 2, count: 1, seed: 1, lengths: { kind: "fixed", length: 4 } });
    const { exitCode, said } = await refusal({}, { prompts: two });
    expect(said).toMatch(/one prompt a request, and 2 items.*--batch/);
    expect(exitCode).toBe(2);
  });
});

const response = (body: unknown, status = 200): HttpResponse => {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : asBody(body);
  return { status, headers: new Map(), body: bytes, bodyBytes: bytes.length, keepAlive: true };
};

describe("a streamed answer", () => {
  const { chunk } = chatEvents;
  const read = (...events: string[]) => {
    const reader = openAiChat.openReader?.({ stream: true }) as AnswerReader;
    reader.start();
    events.forEach((text, i) => {
      reader.take(new TextEncoder().encode(text), i);
    });
    return reader.end();
  };

  it("that is whole is ok, with its tokens", () => {
    expect(
      read(chunk({ content: "a" }), chunk({ content: "b" }, "stop"), chatEvents.usage(3, 2), DONE),
    ).toMatchObject({
      outcome: "ok",
      tokens: { promptTokens: 3, outputTokens: 2, chunksMs: Float64Array.of(0, 1) },
    });
  });

  it.each<[string, string[], object]>([
    [
      "tells an error in its middle",
      [chunk({ content: "a" }), event({ error: { message: "gone" } }), DONE],
      { outcome: "error", failure: "stream-error", message: "gone" },
    ],
    [
      "ends in its middle",
      [chunk({ content: "a" })],
      { outcome: "error", failure: "stream-cut", message: expect.stringContaining("without [DONE]") },
    ],
    ["holds no event", ["hello"], { outcome: "wrong", failure: "response-shape" }],
    ["holds no JSON", ["data: hello\n\n", DONE], { outcome: "wrong", failure: "response-shape" }],
  ])("that %s is not", (_, events, expected) => {
    const judged = read(...events);
    expect(judged).toMatchObject(expected);
    expect(judged.tokens).toBeUndefined();
  });
});

describe("an answer that came whole", () => {
  const whole = { stream: false };
  const answer = {
    choices: [{ message: { content: "hi" } }],
    usage: { prompt_tokens: 3, completion_tokens: 2 },
  };

  it("is asked for without a stream, and tells its tokens", async () => {
    const prepared = await prepare({ answer: (_, r) => sendJson(r, answer) }, { stream: false });
    expect(prepared).toMatchObject({ tokens: "counted", settings: { streamed: "no" } });
    expect(server?.asked[0]?.body).toMatchObject({ stream: false });
    expect(server?.asked[0]?.body).not.toHaveProperty("stream_options");
    expect(openAiChat.classify(response(answer), prepared.expected)).toMatchObject({
      outcome: "ok",
      tokens: { promptTokens: 3, outputTokens: 2 },
    });
  });

  it.each<[string, unknown, number, object]>([
    [
      "TGI overloaded",
      { error: "Model is overloaded", error_type: "overloaded" },
      429,
      { message: '"Model is overloaded"' },
    ],
    ["an error without words", "boom", 500, { message: '"boom"' }],
  ])("that is a refusal is an error: %s", (_, body, status, expected) => {
    expect(openAiChat.classify(response(body, status), whole)).toMatchObject({
      outcome: "error",
      failure: "http-status",
      ...expected,
    });
  });

  it.each([{}, { choices: [] }, { choices: "a" }, "no JSON"])(
    "that is no completion is wrong: %j",
    (body) => {
      expect(openAiChat.classify(response(body), whole)).toMatchObject({
        outcome: "wrong",
        failure: "response-shape",
      });
    },
  );
});

describe("a server that does not take every field", () => {
  const refusing =
    (field: string, status: number, said: object) =>
    ({ body }: Asked, r: ServerResponse) =>
      field in body && body[field] !== null
        ? sendJson(r, said, status)
        : sendEvents(r, DIALECT_STREAMS.vLLM?.events ?? []);

  it.each<[string, number, object]>([
    [
      "by name",
      422,
      { detail: [{ loc: ["body", "stream_options"], msg: "Extra inputs are not permitted" }] },
    ],
    ["without a word", 400, { error: { message: "bad request" } }],
  ])(
    "is asked without stream_options where it refuses them %s, and the result says so",
    async (_, status, said) => {
      const prepared = await prepare({ answer: refusing("stream_options", status, said) });
      expect(server?.asked).toHaveLength(2);
      expect(prepared.settings?.usage).toMatch(/not asked for: the server refuses stream_options/);
      for (const { body } of prepared.requests)
        expect(JSON.parse(new TextDecoder().decode(body))).not.toHaveProperty("stream_options");
    },
  );

  it("is asked with max_completion_tokens where it refuses max_tokens", async () => {
    const said = {
      error: { message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead." },
    };
    const prepared = await prepare({ answer: refusing("max_tokens", 400, said) }, { maxTokens: 9 });
    expect(server?.asked[1]?.body).toMatchObject({
      max_completion_tokens: 9,
      stream_options: { include_usage: true },
    });
    expect(server?.asked[1]?.body).not.toHaveProperty("max_tokens");
    expect(prepared.settings?.limit).toMatch(/max_completion_tokens/);
  });

  it("gets no field that a given body sets to null", async () => {
    const body = asBody({ messages: [], stream_options: null, max_tokens: null, stop: null, n: 1 });
    await prepare({}, { bodies: given(body), maxTokens: 9 });
    expect(server?.asked[0]?.body).toEqual({
      model: "tiny",
      messages: [],
      n: 1,
      stream: true,
      ignore_eos: true,
      min_tokens: 9,
    });
  });

  it("is refused in its own words where it takes the request in no form", async () => {
    const { exitCode, said } = await refusal({
      answer: (_, r) => sendJson(r, { error: { message: "no chat template" } }, 400),
    });
    expect(said).toMatch(/400 and "no chat template"/);
    expect(exitCode).toBe(4);
  });
});

describe("a model with room for so many tokens", () => {
  const models = [{ id: "tiny", owned_by: "vllm", max_model_len: 64 }];
  const bodies = ["a", "a b c d e f", "a b"].map((text) => ({
    bytes: new TextEncoder().encode(text),
    where: "b",
  }));

  it("is asked the longest prompt first, and refused where that and its answer are longer", async () => {
    const { exitCode, said } = await refusal({ models }, { bodies, maxTokens: 60 });
    expect(server?.asked[0]?.body.messages).toEqual([{ role: "user", content: "a b c d e f" }]);
    expect(said).toMatch(
      /"tiny" on \S+ takes 64 tokens .*longest of 3 prompts has 7, with 60 for the answer.*--max-tokens/,
    );
    expect(exitCode).toBe(4);
  });

  it("is named with its number where the server refuses the longest prompt", async () => {
    const answer = (_: Asked, r: ServerResponse) => sendJson(r, { message: "maximum context length" }, 400);
    const { said } = await refusal({ models, answer }, { bodies });
    expect(said).toMatch(
      /"maximum context length"; it takes 64 tokens with its answer \(max_model_len\), and .*the longest/,
    );
  });

  it.each<[string, Partial<OpenAiServerOptions>, number]>([
    ["both fit", { models }, 57],
    ["the server does not say its room", {}, 5000],
    [
      "the server does not count the prompt",
      { models, answer: (_, r) => sendEvents(r, [chatEvents.chunk({ content: "a" }, "stop"), DONE]) },
      5000,
    ],
  ])("is driven where %s", async (_, options, maxTokens) => {
    const prepared = await prepare(options, { bodies, maxTokens });
    expect(prepared.requests).toHaveLength(3);
  });
});

describe("embeddings", () => {
  const floats = (length: number) => Array.from({ length }, (_, i) => i / 3);
  const base64 = (length: number) => Buffer.from(new Float32Array(floats(length)).buffer).toString("base64");
  const list = (...embeddings: unknown[]) => ({
    object: "list",
    data: embeddings.map((embedding, index) => ({ object: "embedding", index, embedding })),
    usage: { prompt_tokens: 9, total_tokens: 9 },
  });
  const two = asBody({ input: ["a", "b"] });

  it.each([
    ["numbers", floats],
    ["base64", base64],
  ])("as %s: one for each input, all of the first one's length", async (_, of) => {
    const answer = (_: Asked, r: ServerResponse) => sendJson(r, list(of(5), of(5)));
    const { expected, tokens } = await prepare({ answer }, { bodies: given(two) }, openAiEmbeddings);
    expect(tokens).toBe("counted");
    const judge = (body: unknown) => openAiEmbeddings.classify(response(body), expected);
    expect(judge(list(of(5), of(5)))).toMatchObject({
      outcome: "ok",
      tokens: { promptTokens: 9, outputTokens: 0 },
    });
    expect(judge(list(of(5)))).toMatchObject({
      outcome: "wrong",
      message: "found 1 embeddings of 5 numbers, for 2 inputs",
    });
    expect(judge(list(of(4), of(4)))).toMatchObject({ outcome: "wrong", failure: "response-shape" });
    expect(judge(list(of(5), of(4)))).toMatchObject({
      outcome: "wrong",
      message: expect.stringContaining("data[1]"),
    });
  });

  it("sends as many inputs as a request has items", async () => {
    const { prompts } = await import("../../../src/payloads/prompts.ts");
    const three = () => prompts({ items: 3, count: 2, seed: 1, lengths: { kind: "fixed", length: 4 } });
    const answer = ({ body }: Asked, r: ServerResponse) =>
      sendJson(r, list(...(body.input as string[]).map(() => floats(2))));
    const { expected } = await prepare({ answer }, { prompts: three }, openAiEmbeddings);
    expect(server?.asked[0]?.body.input).toHaveLength(3);
    expect(expected).toEqual({ count: 3, length: 2 });
  });

  it.each<[string, unknown, RegExp]>([
    ["a chat", { choices: [] }, /holds no embeddings: data: expected an array/],
    ["bytes that are no floats", list("AAAA", "AAAA"), /32-bit floats in base64/],
    ["words", list([1, "x"], [1, 2]), /data\[0\]\.embedding\[1\]: expected a number, found "x"/],
    ["too few", list(floats(2)), /found 1 embeddings of 2 numbers, for 2 inputs/],
  ])("refuses a server that answers with %s, with exit code 4", async (_, body, message) => {
    const { exitCode, said } = await refusal(
      { answer: (_, r) => sendJson(r, body) },
      { bodies: given(two) },
      openAiEmbeddings,
    );
    expect(said).toMatch(message);
    expect(exitCode).toBe(4);
  });
});
