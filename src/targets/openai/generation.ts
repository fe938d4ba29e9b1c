import { targetError, usageError } from "../../core/errors.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import type { JsonObject } from "../../wire/json.ts";
import { type Completion, parseCompletion } from "../../wire/openai/completion.ts";
import { OPENAI } from "../../wire/openai/openai-stream.ts";
import { excerpt } from "../ask/probe.ts";
import type { TargetContext } from "../server-context.ts";
import { type Classified, OK, type Target } from "../target.ts";
import type { Dialect } from "./dialect.ts";
import { type ExpectedStream, empty, GenerationReader } from "./generation-reader.ts";
import { judged, judgeRefusal, prepareOpenAi, recogniseOpenAi } from "./openai.ts";

interface Expected extends ExpectedStream {
  readonly stream: boolean;
}

/** The length of the answer to a generated prompt, in tokens. A prompt that the user gives sets its own. */
const DEFAULT_TOKENS = 128;
const NO_CHUNKS = new Float64Array(0);

/** Makes the target for an API that generates text: chats, or completions. */
export function generationTarget(
  about: Pick<Target, "kind" | "title"> & {
    readonly path: string;
    content(prompt: string): JsonObject;
  },
): Target {
  const api = {
    path: about.path,
    content: (texts: readonly string[]) => about.content(onlyPrompt(about.kind, texts)),
    wish,
    describe,
    learn,
    tokens: ({ stream }: TargetContext) => (stream ? ("streamed" as const) : ("counted" as const)),
  };
  return {
    kind: about.kind,
    title: about.title,
    takes: ["model", "batch", "body"],
    oneItem: true,
    recognise: (context) => recogniseOpenAi(about, context),
    prepare: (context) => prepareOpenAi(api, context),
    classify,
    openReader: (expected) => new GenerationReader(OPENAI, expected as Expected),
  };
}

/** The only prompt of a request. @throws usage error for several texts in one request */
export function onlyPrompt(kind: string, texts: readonly string[]): string {
  const [prompt, ...others] = texts;
  if (prompt !== undefined && others.length === 0) return prompt;
  throw usageError(
    `--target ${kind} sends one prompt a request, and ${texts.length} items were asked for`,
    "leave out --batch, or use a scenario with one item a request",
  );
}

/** Fields that override those of a given body: whether an answer is streamed decides what can be measured. */
function wish(context: TargetContext, dialect: Dialect): JsonObject {
  const tokens = tokensOf(context);
  return {
    ...(tokens === null ? {} : { max_tokens: tokens, ...dialect.exactly?.(tokens) }),
    stream: context.stream,
    ...(context.stream ? { stream_options: { include_usage: true } } : {}),
  };
}

function describe(context: TargetContext, dialect: Dialect): Record<string, string> {
  const tokens = tokensOf(context);
  const length =
    tokens === null
      ? "as --body says"
      : dialect.exactly === null
        ? `at most ${tokens} tokens: ${dialect.name} cannot be told to go on to a length`
        : `always ${tokens} tokens, also where the model would end before`;
  return { answers: length, streamed: context.stream ? "yes" : "no" };
}

/** The wanted length of an answer, in tokens; null when --max-tokens is not given and a given body decides. */
export function tokensOf({ maxTokens, bodies }: TargetContext): number | null {
  return maxTokens ?? (bodies.length === 0 ? DEFAULT_TOKENS : null);
}

function learn(
  response: HttpResponse,
  context: TargetContext,
  _: number,
  given: readonly JsonObject[],
): Expected {
  const mixed = given.some(asksForSeveral);
  expectText(response, context, classify(response, { stream: context.stream, mixed }));
  const reader = new GenerationReader(OPENAI);
  judgeStream(response, reader);
  return { stream: context.stream, mixed, ...(context.stream ? reader.learned : {}) };
}

/** Whether a given request asks for several choices: `n` and `best_of` of OpenAI, beams of vLLM. */
function asksForSeveral({ n, best_of, use_beam_search }: JsonObject): boolean {
  return Number(n) > 1 || Number(best_of) > 1 || use_beam_search === true;
}

/** Refuses a first answer that is not ok. @throws target error for such an answer, and for a stream without text */
export function expectText(
  response: HttpResponse,
  context: TargetContext,
  { outcome, message, tokens }: Classified,
): void {
  const where = `the first answer of ${context.origin}`;
  if (outcome !== "ok")
    throw targetError(
      `${where} is not as it should be: ${message}, in ${excerpt(response)}`,
      context.stream ? "look at the server's log, or try --no-stream" : "look at the server's log",
    );
  if (context.stream && tokens?.chunksMs.length === 0)
    throw targetError(
      `${where} is a stream without any text: ${excerpt(response)}`,
      "use another prompt, or --no-stream",
    );
}

function classify(response: HttpResponse, expected: unknown): Classified {
  if (response.status < 200 || response.status > 299) return judgeRefusal(response);
  const { stream, ...wanted } = expected as Expected;
  if (stream) return judgeStream(response, new GenerationReader(OPENAI, wanted));
  return judged(() => judgeCompletion(parseCompletion(response.body), wanted));
}

function judgeCompletion(
  { usage, choices, isSaid, error }: Completion,
  { mixed }: ExpectedStream,
): Classified {
  if (error !== null)
    return { outcome: "wrong", failure: "response-shape", message: `an error with status 200: ${error}` };
  if (!isSaid) return empty("the answer holds no text and no finish_reason");
  return { ...OK, tokens: { ...usage, mixed: mixed === true || choices > 1, chunksMs: NO_CHUNKS } };
}

/** Judges a stream that was received as one body. */
export function judgeStream({ body }: HttpResponse, reader: GenerationReader): Classified {
  reader.take(body, 0);
  return reader.end();
}
