import { describe, expect, it, onTestFinished } from "vitest";
import { tritonGenerate } from "../../../src/targets/openai/triton-generate.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { type Answer, contextFor, json, MODEL, type Routes, SERVER, serveRoutes } from "../fake-server.ts";

const TEXT_MODEL = {
  ...MODEL,
  inputs: [{ name: "text_input", datatype: "BYTES", shape: [1] }],
  outputs: [{ name: "text_output", datatype: "BYTES", shape: [-1] }],
};
const event = (fields: object) =>
  `data: ${JSON.stringify({ model_name: "m", model_version: "1", ...fields })}\n\n`;
const stream = (...events: readonly string[]): Answer => ({
  headers: { "Content-Type": "text/event-stream; charset=utf-8" },
  body: events.join(""),
});
const GOOD = stream(event({ text_output: "one " }), event({ text_output: "two" }));
const WHOLE = json({ model_name: "m", model_version: "1", text_output: "one two" });
const ROUTES: Routes = {
  "GET /v2": json({ ...SERVER, name: "triton" }),
  "POST /v2/repository/index": json([{ name: "m", version: "1", state: "READY" }]),
  "GET /v2/models/m/ready": {},
  "GET /v2/models/m": json(TEXT_MODEL),
  "POST /v2/models/m/generate_stream": GOOD,
  "POST /v2/models/m/generate": WHOLE,
};
const given = (text: string) => [{ bytes: new TextEncoder().encode(text), where: "--body" }];

async function prepare(changes: Partial<TargetContext> = {}, routes: Routes = {}) {
  const server = await serveRoutes({ ...ROUTES, ...routes });
  onTestFinished(() => server.close());
  const prepared = await tritonGenerate.prepare(contextFor(server, { model: null, ...changes }));
  const asked = server.received.filter(({ path }) => path.includes("/generate"));
  const bodies = asked.map(({ body }) => JSON.parse(body.toString()));
  return { prepared, asked, bodies };
}

describe("prepare", () => {
  it("finds the model, asks it for a stream, and takes one request as proof", async () => {
    const { prepared, asked, bodies } = await prepare();
    expect(prepared).toMatchObject({
      server: "triton 1.2",
      model: "m",
      tokens: "streamed",
      settings: { streamed: "yes", answers: "max_tokens 128, for models that read it" },
      payload: "prompts of random words, in number always 4",
    });
    expect(prepared.requests).toHaveLength(3);
    expect(asked.map(({ path }) => path)).toEqual(["/v2/models/m/generate_stream"]);
    expect(bodies).toEqual([
      {
        text_input: expect.stringMatching(/^(\w+ ){3}\w+$/),
        parameters: { max_tokens: 128, stream: true },
      },
    ]);
    expect(structuredClone(prepared)).toEqual(prepared);
  });

  it("asks for whole answers with --no-stream, and counts no tokens of them", async () => {
    const { prepared, asked, bodies } = await prepare({ stream: false, maxTokens: 7 });
    expect(prepared.tokens).toBeUndefined();
    expect(asked[0]?.path).toBe("/v2/models/m/generate");
    expect(bodies[0].parameters).toEqual({ max_tokens: 7, stream: false });
  });

  it("takes a text or a request of the user's, and lays over it only how it is to come", async () => {
    expect((await prepare({ bodies: given("tell me") })).bodies).toEqual([
      { text_input: "tell me", parameters: { stream: true } },
    ]);
    const own = '{"text_input": "x", "bad_words": "y", "parameters": {"max_tokens": 3, "top_k": 2}}';
    expect((await prepare({ bodies: given(own), maxTokens: 9 })).bodies).toEqual([
      { text_input: "x", bad_words: "y", parameters: { max_tokens: 9, top_k: 2, stream: true } },
    ]);
  });

  const IMAGE = { name: "image", datatype: "FP32", shape: [-1, 64] };
  it.each<[string, Partial<TargetContext>, Routes, RegExp]>([
    [
      "a model of tensors",
      {},
      { "GET /v2/models/m": json({ ...TEXT_MODEL, inputs: [IMAGE] }) },
      /model "m" on \S+ has no input "text_input" of text: its inputs are image FP32\[-1,64\]; .*oip-http/,
    ],
    [
      "a model that gives no text",
      {},
      { "GET /v2/models/m": json({ ...TEXT_MODEL, outputs: [IMAGE] }) },
      /has no output "text_output" of text: its outputs are image FP32\[-1,64\]/,
    ],
    [
      "a model that needs more",
      {},
      {
        "POST /v2/models/m/generate_stream": json({ error: "missing required input(s) ['bad_words']" }, 400),
      },
      /refused the first request: POST \S+ answered 400 and .*bad_words.*--body/,
    ],
    [
      "an error in the first stream",
      {},
      {
        "POST /v2/models/m/generate_stream": stream(
          event({ text_output: "a" }),
          'data: {"error":"out of memory"}\n\n',
        ),
      },
      /first answer of \S+ is not as it should be: out of memory/,
    ],
    [
      "a stream without text",
      {},
      { "POST /v2/models/m/generate_stream": stream(event({ text_output: "" })) },
      /a stream without any text/,
    ],
    [
      "an answer that is no stream",
      {},
      { "POST /v2/models/m/generate_stream": WHOLE },
      /it holds no server-sent event/,
    ],
    [
      "a whole answer without text",
      { stream: false },
      { "POST /v2/models/m/generate": json({ scores: [1] }) },
      /text_output: expected text, found undefined/,
    ],
  ])("refuses %s before any load, with exit code 4", async (_, changes, routes, message) => {
    const error = await prepare(changes, routes).then(
      () => expect.fail("prepare accepted the server"),
      (thrown) => thrown,
    );
    expect(error.exitCode).toBe(4);
    expect(`${error.message}; ${error.fix}`).toMatch(message);
  });
});

describe("the reader of streams", () => {
  const judge = (...parts: readonly string[]) => {
    const reader = tritonGenerate.openReader?.({ stream: true });
    if (reader === undefined) throw new Error("generate is streamed");
    reader.start();
    parts.forEach((part, at) => {
      reader.take(new TextEncoder().encode(part), at);
    });
    return reader.end();
  };

  it("gives the times of the texts, and no number of tokens", () => {
    const { outcome, tokens } = judge(event({ text_output: "one " }), event({ text_output: "two" }));
    expect(outcome).toBe("ok");
    expect(tokens).toEqual({
      promptTokens: null,
      outputTokens: null,
      mixed: false,
      chunksMs: new Float64Array([0, 1]),
    });
  });

  it.each<[string, string[], object]>([
    [
      "an error behind good texts",
      [event({ text_output: "one" }), 'data: {"error":"gone"}\n\n'],
      { outcome: "error", failure: "stream-error", message: "gone" },
    ],
    ["nothing", [], { outcome: "wrong", failure: "response-shape" }],
    ["no JSON", ["data: one\n\n"], { outcome: "wrong", failure: "response-shape" }],
  ])("judges %s", (_, parts, judged) => {
    expect(judge(...parts)).toMatchObject(judged);
  });
});
