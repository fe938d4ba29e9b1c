import { type Answer, json, MODEL, type Routes, SERVER } from "../../targets/fake-server.ts";
import { DIALECT_STREAMS, event } from "../../targets/openai-server.ts";
import { type GoodServer, overHttp, REFUSAL } from "./good-server.ts";

// Servers whose models take texts: they answer with texts, token by token or whole, or with embeddings.

const LOST = { name: "lost", given: { model: "lost" } };

/** vLLM, which lists its models and its version; `path` is the API of its model. */
function openAi(
  way: string,
  path: string,
  answer: Answer,
  more: Partial<Pick<GoodServer, "given">> = {},
): GoodServer {
  const load = `POST /v1/${path}`;
  return overHttp({
    way,
    given: {},
    routes: {
      "GET /v1/models": json({ object: "list", data: [{ id: "tiny", object: "model", owned_by: "vllm" }] }),
      "GET /version": json({ version: "0.11.0" }),
      [load]: answer,
    },
    load,
    refusal: json({ error: { message: REFUSAL, type: "InternalServerError", code: 500 } }),
    lost: LOST,
    ...more,
  });
}

const stream = (events: readonly string[] = []): Answer => ({
  headers: { "Content-Type": "text/event-stream" },
  body: events.join(""),
});

const WHOLE = { given: { stream: false } };
const COUNTED = { usage: { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 } };

export const OPENAI_CHAT = [
  openAi("streamed", "chat/completions", stream(DIALECT_STREAMS.vLLM?.events)),
  openAi(
    "whole",
    "chat/completions",
    json({ choices: [{ index: 0, message: { role: "assistant", content: "grüß dich" } }], ...COUNTED }),
    WHOLE,
  ),
] as const;

export const OPENAI_COMPLETIONS = [
  openAi("streamed", "completions", stream(DIALECT_STREAMS.completions?.events)),
  openAi("whole", "completions", json({ choices: [{ index: 0, text: "grüß dich" }], ...COUNTED }), WHOLE),
] as const;

const embeddings = (embedding: unknown): Answer =>
  json({ object: "list", data: [{ object: "embedding", index: 0, embedding }], ...COUNTED });

export const OPENAI_EMBEDDINGS = [
  openAi("numbers", "embeddings", embeddings([0.25, -1, 3e-5])),
  openAi(
    "base64",
    "embeddings",
    embeddings(Buffer.from(Float32Array.of(0.25, -1).buffer).toString("base64")),
  ),
] as const;

const GENERATE = "POST /v2/models/m/generate";
const said = (text: string) => ({ model_name: "m", model_version: "1", text_output: text });
const TRITON: Routes = {
  "GET /v2": json({ ...SERVER, name: "triton" }),
  "POST /v2/repository/index": json([{ name: "m", version: "1", state: "READY" }]),
  "GET /v2/models/m/ready": {},
  "GET /v2/models/m": json({
    ...MODEL,
    inputs: [{ name: "text_input", datatype: "BYTES", shape: [1] }],
    outputs: [{ name: "text_output", datatype: "BYTES", shape: [-1] }],
  }),
  [GENERATE]: json(said("one two")),
  [`${GENERATE}_stream`]: stream([event(said("one ")), event(said("zwölf")), event(said("three"))]),
};

const triton = (
  way: string,
  load: string,
  more: Pick<GoodServer, "given"> & Partial<Pick<GoodServer, "looksWhole">>,
): GoodServer =>
  overHttp({
    way,
    routes: TRITON,
    load,
    refusal: json({ error: REFUSAL }),
    lost: LOST,
    // It speaks V2 to a model of texts too, but gives none of them as they come.
    alsoSpeaks: ["oip-http"],
    ...more,
  });

export const TRITON_GENERATE = [
  triton("streamed", `${GENERATE}_stream`, {
    given: {},
    looksWhole: {
      why: "generate_stream has no event that ends it: where an event is whole, so may be the answer",
      at: (kept) => kept.endsWith("\n\n"),
    },
  }),
  triton("whole", GENERATE, WHOLE),
] as const;
