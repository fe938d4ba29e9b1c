import { usageError } from "../../core/errors.ts";
import type { GivenBody } from "../../payloads/given-bodies.ts";
import { judgeJson, judgeValue, readJson } from "../judge/answer-check.ts";
import type { ServerContext, TargetContext } from "../server-context.ts";
import { type Classified, OK } from "../target.ts";

// What TorchServe is over HTTP and gRPC alike.

export const TOKEN_CURE =
  "send the inference token of the server's key_file.json: --header 'Authorization: Bearer TOKEN', or start the server with --disable-token-auth";
export const MODEL_CURE = "correct --model, or register the model at the server's management address";
export const WORKERS_CURE =
  "wait until the model's workers are up, or start some: PUT /models/NAME?min_worker=1 at the management address";

/** What is asked of which model; a version may follow its name: `NAME/VERSION`. */
export interface Question {
  readonly model: string;
  readonly version: string | undefined;
  readonly bodies: readonly [GivenBody, ...GivenBody[]];
}

/** @throws usage error without a model or a body: TorchServe does not say what a model takes */
export function questionOf(context: TargetContext): Question {
  const named = modelOf(context);
  const [first, ...others] = context.bodies;
  if (first === undefined)
    throw usageError(
      "TorchServe does not say what a model takes",
      "give it with --body: JSON, @FILE for what a file holds, or @FILE.jsonl for a body in each line",
    );
  return { ...named, bodies: [first, ...others] };
}

/** @throws usage error without a model */
export function modelOf({ model }: Pick<ServerContext, "model">): Pick<Question, "model" | "version"> {
  if (model === null)
    throw usageError("TorchServe is not asked for its models", "say which one with --model NAME");
  const [name = "", ...version] = model.split("/");
  return { model: name, version: version.length === 0 ? undefined : version.join("/") };
}

/** As the paths of both of its APIs name a model. */
export function namePath({ model, version }: ReturnType<typeof modelOf>): string {
  return [model, ...(version === undefined ? [] : [version])].map(encodeURIComponent).join("/");
}

/** What an answer should be. */
export interface ExpectedPrediction {
  /** What the first answer was; null when it was neither, such as text, which may look like anything. */
  readonly container: "object" | "array" | null;
  readonly check: string | null;
}

export function expectPrediction(first: Uint8Array, check: string | null): ExpectedPrediction {
  return { container: containerOf(readJson(first)?.value), check };
}

/**
 * Names and lengths within an answer are the model's own affair, because handlers give the best classes or the objects
 * found; --check says more where more is known.
 */
export function judgePrediction(answer: Uint8Array, { container, check }: ExpectedPrediction): Classified {
  if (container === null && check === null) return OK;
  return judgeJson(answer, (value) => {
    const found = containerOf(value);
    if (container !== null && found !== container)
      return {
        outcome: "wrong",
        failure: "response-shape",
        message: `found ${found === null ? "a single value" : `an ${found}`}, the first answer was an ${container}`,
      };
    return check === null ? OK : judgeValue(check, value, answer);
  });
}

function containerOf(value: unknown): ExpectedPrediction["container"] {
  if (Array.isArray(value)) return "array";
  return value !== null && typeof value === "object" ? "object" : null;
}
