import { usageError } from "../../core/errors.ts";
import type { GivenBody } from "../../payloads/given-bodies.ts";
import { judgeJson, judgeValue, readJson } from "../judge/answer-check.ts";
import type { ServerContext, TargetContext } from "../server-context.ts";
import { type Classified, OK } from "../target.ts";

// The parts that the HTTP and the gRPC target of TorchServe share.

export const TOKEN_CURE =
  "send the inference token of the server's key_file.json: --header 'Authorization: Bearer TOKEN', or start the server with --disable-token-auth";
export const MODEL_CURE = "correct --model, or register the model at the server's management address";
export const WORKERS_CURE =
  "wait until the model's workers are up, or start some: PUT /models/NAME?min_worker=1 at the management address";

/** The bodies to send, and the model with its version, which --model gives as `NAME/VERSION`. */
export interface Question {
  readonly model: string;
  readonly version: string | undefined;
  readonly bodies: readonly [GivenBody, ...GivenBody[]];
}

/**
 * Reads --model and --body.
 *
 * @throws usage error when one is missing: TorchServe does not tell the inputs of a model
 */
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

/** Reads --model. @throws usage error when it is not given */
export function modelOf({ model }: Pick<ServerContext, "model">): Pick<Question, "model" | "version"> {
  if (model === null)
    throw usageError("TorchServe is not asked for its models", "say which one with --model NAME");
  const [name = "", ...version] = model.split("/");
  return { model: name, version: version.length === 0 ? undefined : version.join("/") };
}

/** The model and its version as a path segment of both APIs. */
export function namePath({ model, version }: ReturnType<typeof modelOf>): string {
  return [model, ...(version === undefined ? [] : [version])].map(encodeURIComponent).join("/");
}

/** The form of a good answer, and the condition of --check. */
export interface ExpectedPrediction {
  /** The kind of the first answer; null when it was neither, such as text, which may have any form. */
  readonly container: "object" | "array" | null;
  readonly check: string | null;
}

/** Learns the form of a good answer from the first one. */
export function expectPrediction(first: Uint8Array, check: string | null): ExpectedPrediction {
  return { container: containerOf(readJson(first)?.value), check };
}

/**
 * Judges an answer by the kind of the first one and by --check. Names and lengths within an answer may vary, because
 * handlers return the best classes or the objects that were found.
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
