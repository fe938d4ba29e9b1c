import { targetError } from "../../core/errors.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { parseEmbeddings } from "../../wire/openai/openai.ts";
import { excerpt } from "../ask/probe.ts";
import type { TargetContext } from "../server-context.ts";
import { type Classified, OK, type Target } from "../target.ts";
import { judged, judgeRefusal, type OpenAiApi, prepareOpenAi, recogniseOpenAi } from "./openai.ts";

interface Expected {
  /** The number of inputs in a request; null where requests differ in it. */
  readonly count: number | null;
  /** The length of an embedding, in numbers; 0 before the first answer. */
  readonly length: number;
}

const NO_CHUNKS = new Float64Array(0);

const API: OpenAiApi = {
  path: "embeddings",
  content: (texts) => ({ input: texts }),
  wish: () => ({}),
  describe: () => ({}),
  learn,
  tokens: () => "counted",
};

/** The target for OpenAI embeddings: one for each input, all of one length, as numbers or in base64. */
export const openAiEmbeddings: Target = {
  kind: "openai-embeddings",
  title: "OpenAI embeddings (vLLM, SGLang, TEI, llama.cpp, Ollama, OpenAI)",
  takes: ["model", "batch", "body"],
  recognise: (context) => recogniseOpenAi(API, context),
  prepare: (context) => prepareOpenAi(API, context),
  classify,
};

function learn(response: HttpResponse, { origin }: TargetContext, texts: number | null): Expected {
  const { outcome, message } = classify(response, { count: texts, length: 0 });
  if (outcome !== "ok")
    throw targetError(
      `the first answer of ${origin} holds no embeddings: ${message}, in ${excerpt(response)}`,
      "check that --model is a model for embeddings",
    );
  return { count: texts, length: parseEmbeddings(response.body).length };
}

function classify(response: HttpResponse, expected: unknown): Classified {
  if (response.status < 200 || response.status > 299) return judgeRefusal(response);
  const wanted = expected as Expected;
  return judged(() => {
    const { count, length, usage } = parseEmbeddings(response.body);
    const isCount = wanted.count === null ? count > 0 : count === wanted.count;
    if (isCount && (wanted.length === 0 || length === wanted.length))
      return { ...OK, tokens: { ...usage, mixed: false, chunksMs: NO_CHUNKS } };
    const message = `found ${count} embeddings of ${length} numbers, for ${wanted.count ?? "some"} inputs`;
    return { outcome: "wrong", failure: "response-shape", message };
  });
}
