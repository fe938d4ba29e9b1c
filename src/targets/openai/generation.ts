import { targetError, usageError } from "../../core/errors.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import type { JsonObject } from "../../wire/json.ts";
import { parseCompletion } from "../../wire/openai/openai.ts";
import { OpenAiStream, type StreamProtocol } from "../../wire/openai/openai-stream.ts";
import { excerpt } from "../ask/probe.ts";
import type { TargetContext } from "../server-context.ts";
import { type AnswerReader, type Classified, OK, type Target } from "../target.ts";
import type { Dialect } from "./dialect.ts";
import { judged, judgeRefusal, prepareOpenAi, recogniseOpenAi } from "./openai.ts";

interface Expected {
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
    recognise: (context) => recogniseOpenAi(about, context),
    prepare: (context) => prepareOpenAi(api, context),
    classify,
    openReader: () => new GenerationReader(),
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

function learn(response: HttpResponse, context: TargetContext): Expected {
  const expected: Expected = { stream: context.stream };
  expectText(response, context, classify(response, expected));
  return expected;
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
  if ((expected as Expected).stream) return judgeStream(response, new GenerationReader());
  return judged(() => ({
    ...OK,
    tokens: { ...parseCompletion(response.body), chunksMs: NO_CHUNKS },
  }));
}

/** Judges a stream that was received as one body. */
export function judgeStream({ body }: HttpResponse, reader: GenerationReader): Classified {
  reader.take(body, 0);
  return reader.end();
}

/** Reads one streamed answer after another and judges each at its end. */
export class GenerationReader implements AnswerReader {
  readonly #stream: OpenAiStream;

  /** Makes a reader for streams of a protocol, by default that of OpenAI. */
  constructor(protocol?: StreamProtocol) {
    this.#stream = new OpenAiStream(protocol);
  }

  start(): void {
    this.#stream.start();
  }

  take(part: Uint8Array, nowMs: number): void {
    this.#stream.push(part, nowMs);
  }

  end(): Classified {
    const { error, broken, events, whole, isWithinEvent, tokens } = this.#stream;
    if (error !== null) return { outcome: "error", failure: "stream-error", message: error };
    if (broken !== null) return { outcome: "wrong", failure: "response-shape", message: broken.message };
    if (events === 0)
      return { outcome: "wrong", failure: "response-shape", message: "it holds no server-sent event" };
    if (!whole)
      return {
        outcome: "error",
        failure: "stream-cut",
        message: isWithinEvent
          ? "the stream ended in the middle of an event"
          : "the stream ended without a finish_reason and without [DONE]",
      };
    return { ...OK, tokens };
  }
}
