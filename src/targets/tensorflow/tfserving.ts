import { targetError } from "../../core/errors.ts";
import type { InputSpec } from "../../payloads/payload.ts";
import type { ModelVersion, VersionStatus } from "../../wire/tensorflow/model-status.ts";
import type { Signature } from "../../wire/tensorflow/signature.ts";
import type { TargetContext } from "../server-context.ts";

// The parts that the REST and the gRPC target of TensorFlow Serving share: the model, its state, and its inputs.

export const CORRECT_MODEL = "correct --model, or load the model on the server";
export const SAY_INPUTS = "say what the model takes with --inputs, such as --inputs 'x:FP32[-1,64]'";

/**
 * Reads --model: `NAME` or `NAME/versions/N`, as in the server's URLs, whose names hold no slash.
 *
 * @throws target error when no model is named
 */
export function givenModel({ model, origin }: Pick<TargetContext, "model" | "origin">): ModelVersion {
  if (model === null)
    throw targetError(`${origin} does not list its models`, "say which one with --model NAME");
  const [, name, version] = /^(.+)\/versions\/(\d{1,18})$/.exec(model) ?? [];
  return name === undefined || version === undefined
    ? { name: model, version: null }
    : { name, version: BigInt(version) };
}

/** Names the server for the result. @throws target error when no version of the model is served */
export function describeServer(
  { origin, model }: TargetContext,
  versions: readonly VersionStatus[] | null,
): string {
  if (versions === null) return "TensorFlow Serving API";
  const served = versions.filter(({ state }) => state === "AVAILABLE").map(({ version }) => version);
  if (served.length > 0) return `TensorFlow Serving API, model version ${served.join(", ")}`;
  const found = versions.map(
    ({ version, state, error }) => `version ${version} is ${state}${error === "" ? "" : ` (${error})`}`,
  );
  throw targetError(
    `model "${model}" on ${origin} is not ready: ${found.join(", ") || "it has no version"}`,
    "wait until it is loaded, or look at the server's log",
  );
}

/** The signature of a call, with its inputs; `signature` is null for the default signature. */
export interface Call extends Omit<Signature, "name" | "inputs"> {
  readonly signature: string | null;
  readonly inputs: readonly InputSpec[];
}

/**
 * The inputs and outputs of a model: as the user gave them, else from the metadata of the server.
 *
 * @throws target error for a server without metadata, and for metadata without the shapes of all inputs
 */
export async function callOf(
  { origin, model, inputs: given }: TargetContext,
  ask: () => Promise<Signature | null>,
): Promise<Call> {
  if (given !== null) return { signature: null, inputs: given, outputs: [] };
  const signature = await ask();
  if (signature === null)
    throw targetError(`${origin} has no metadata of model "${model}": its inputs are unknown`, SAY_INPUTS);
  const { name, outputs } = signature;
  const inputs = signature.inputs.map(({ shape, ...input }) => {
    if (shape !== null) return { ...input, shape };
    throw targetError(
      `${origin} does not tell the shape of input "${input.name}" of model "${model}" (signature "${name}")`,
      SAY_INPUTS,
    );
  });
  if (inputs.length === 0)
    throw targetError(`signature "${name}" of model "${model}" on ${origin} takes no inputs`, SAY_INPUTS);
  return { signature: name, inputs, outputs };
}

export function describeSignature({ signature }: Call): string {
  return signature === null ? "the default signature" : `signature ${signature}`;
}
