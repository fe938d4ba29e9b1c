import { targetError } from "../../core/errors.ts";
import { describeBodies } from "../../payloads/given-bodies.ts";
import type { HttpRequest } from "../../wire/http/http-request.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import type { JsonObject } from "../../wire/json.ts";
import {
  type ModelMetadata,
  parseModelMetadata,
  parseServerMetadata,
  type TensorMetadata,
} from "../../wire/oip/metadata.ts";
import { checkGenerated, GENERATE_STREAM } from "../../wire/openai/triton-generate.ts";
import { behindBase } from "../ask/base-path.ts";
import { excerpt, peekJson, probe, takesJson } from "../ask/probe.ts";
import { type FoundModel, findModel, pathOf, readyModels } from "../oip/oip-model.ts";
import { tritonRepository } from "../oip/triton-repository.ts";
import { statisticsByHttp } from "../oip/triton-statistics.ts";
import type { TargetContext } from "../server-context.ts";
import { type Classified, OK, type Target } from "../target.ts";
import { expectText, judgeStream, onlyPrompt, tokensOf } from "./generation.ts";
import { GenerationReader } from "./generation-reader.ts";
import { judged, judgeRefusal, readGivenBody } from "./openai.ts";

interface Expected {
  readonly stream: boolean;
}

const KIND = "triton-generate";

/**
 * The target for a model of Triton that takes `text_input` and gives `text_output`, as in its vLLM and TensorRT-LLM
 * backends. Triton does not count the tokens.
 */
export const tritonGenerate: Target = {
  kind: KIND,
  title: "Triton's generate_stream: texts from its vLLM, TensorRT-LLM and Python backends",
  takes: ["model", "batch", "body"],
  oneItem: true,

  async recognise(context) {
    if ((await peekJson(context, behindBase(context, "/v2"), parseServerMetadata)) === null) return null;
    const [model, ...others] = context.model === null ? (await readyModels(context)).rows : [context.model];
    if (model === undefined || others.length > 0) return null;
    const path = pathOf(model);
    const metadata = await peekJson(context, behindBase(context, path), parseModelMetadata);
    if (metadata === null || missingText(metadata) !== null) return null;
    const where = behindBase(context, `${path}/generate`);
    if (!(await takesJson(context, where))) return null;
    return `model "${model}" takes and gives text, and ${where} is there`;
  },

  async prepare(context) {
    const found = await findModel(context);
    refuseTensors(context, found);
    const { server, model } = found;
    const path = behindBase(context, `${found.path}/${context.stream ? "generate_stream" : "generate"}`);
    const { bodies, payload } = fill(context);
    const requests = bodies.map((content): HttpRequest => {
      const headers = { "Content-Type": "application/json", ...context.headers };
      const body = new TextEncoder().encode(JSON.stringify({ ...content, ...overrides(context, content) }));
      return { method: "POST", path, host: context.host, headers, body };
    });
    const [first] = requests;
    if (first === undefined) throw new Error("a pool of prompts is never empty");
    const response = await probe(context, first, `POST ${path}`);
    if (response.status !== 200)
      throw targetError(
        `model "${model}" on ${context.origin} refused the first request: POST ${path} answered ${response.status} and ${excerpt(response)}`,
        "give all that the model needs with --body, or correct --max-tokens or --lengths",
      );
    const expected: Expected = { stream: context.stream };
    expectText(response, context, classify(response, expected));
    const tokens = tokensOf(context);
    return {
      server,
      model,
      payload,
      version: context.version,
      requests,
      judgedAsText: true,
      ...(context.stream ? { tokens: "streamed" as const } : {}),
      settings: {
        answers: tokens === null ? "as --body says" : `max_tokens ${tokens}, for models that read it`,
        streamed: context.stream ? "yes" : "no",
      },
      expected,
    };
  },

  classify,
  openReader: () => new GenerationReader(GENERATE_STREAM),
  statistics: statisticsByHttp,
  settings: tritonRepository,
};

function refuseTensors({ origin }: TargetContext, { model, metadata }: FoundModel): void {
  const missing = missingText(metadata);
  if (missing !== null)
    throw targetError(
      `model "${model}" on ${origin} has ${missing}`,
      "name a model that takes and gives text with --model, or use --target oip-http for tensors",
    );
}

/** The text input or output that a model lacks, in words; null when it has both. */
function missingText({ inputs, outputs }: ModelMetadata): string | null {
  for (const [name, kind, tensors] of [
    ["text_input", "input", inputs],
    ["text_output", "output", outputs],
  ] as const) {
    if (tensors.some((tensor) => tensor.name === name && tensor.datatype === "BYTES")) continue;
    return `no ${kind} "${name}" of text: its ${kind}s are ${tensors.map(described).join(", ")}`;
  }
  return null;
}

function described({ name, datatype, shape }: TensorMetadata): string {
  return `${name} ${datatype}[${shape.join(",")}]`;
}

/** The fields in which the requests differ. */
function fill(context: TargetContext): { bodies: readonly JsonObject[]; payload: string } {
  const content = (texts: readonly string[]) => ({ text_input: onlyPrompt(KIND, texts) });
  if (context.bodies.length > 0)
    return {
      bodies: context.bodies.map((body) => readGivenBody(body, { content })),
      payload: describeBodies(context.bodies),
    };
  const { count, texts, description } = context.prompts();
  return { bodies: Array.from({ length: count }, (_, index) => content(texts(index))), payload: description };
}

/**
 * Fields that override those of a given body. A parameter with the name of an input becomes that input; Triton passes
 * the other parameters on. TensorRT-LLM has the inputs `stream` and `max_tokens`, vLLM has `stream`.
 */
function overrides(context: TargetContext, { parameters }: JsonObject): JsonObject {
  const tokens = tokensOf(context);
  return {
    parameters: {
      ...(parameters as JsonObject | undefined),
      ...(tokens === null ? {} : { max_tokens: tokens }),
      stream: context.stream,
    },
  };
}

function classify(response: HttpResponse, expected: unknown): Classified {
  if (response.status !== 200) return judgeRefusal(response);
  if ((expected as Expected).stream) return judgeStream(response, new GenerationReader(GENERATE_STREAM));
  return judged(() => {
    checkGenerated(response.body);
    return OK;
  });
}
