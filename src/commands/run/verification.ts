import { targetError, usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { Verification } from "../../engine/verifier.ts";
import type { Repetition } from "../../payloads/repetition/index.ts";
import { Session } from "../../targets/ask/session.ts";
import { differenceFrom } from "../../targets/judge/compare-values.ts";
import { topOne } from "../../targets/judge/top-one.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { type Answer, ask } from "../target/ask.ts";
import type { OpenTarget } from "../target/open-target.ts";
import type { SettledOptions } from "../target/settle-target.ts";

/** The most bytes of reference answers, which all threads share: a load generator should not take more memory. */
const MOST_REFERENCE_BYTES = 256 * 2 ** 20;
/**
 * The tolerance for int8 models. The shipped ones quantise their activations by the largest of the batch (ONNX
 * DynamicQuantizeLinear), so an answer depends on the other items of its batch: by up to 1.6 % of the largest value
 * in batches of 16.
 */
const INT8_TOLERANCE = 0.05;

/**
 * Sends every request of the pool once, one after the other, and keeps what answers under load are compared with.
 *
 * @throws usage error without labels, target error where an answer is not as it should be, or not the same twice
 */
export async function verificationFor(
  options: SettledOptions,
  repetition: Repetition | undefined,
  target: OpenTarget,
  host: Host,
): Promise<Verification | undefined> {
  if (options.verify === undefined) return undefined;
  if (repetition?.kind === "unique")
    throw usageError(
      "--verify asks every request once before the load, and with repetition unique the server shall not have seen any",
      "use --repetition uniform, or go without --verify",
    );
  const session = new Session(target.address, target.prepared.version, options.timeoutMs);
  const { prepared, facts } = target;
  const why = "asked alone for --verify";
  const asking = { session, options, prepared, url: facts.url, why, otherwise: "go without --verify" };
  const askAlone = (index: number) => ask(asking, index);
  try {
    if (options.verify === "labels") return await labelsOf(target, host, askAlone);
    const leastTolerance = facts.precision === "int8" ? INT8_TOLERANCE : 0;
    return { kind: "reference", alone: await referencesOf(target, host, askAlone), leastTolerance };
  } finally {
    await session.close();
  }
}

async function labelsOf(
  { prepared, facts, payloads }: OpenTarget,
  { interrupted }: Host,
  askAlone: (index: number) => Promise<Answer>,
): Promise<Verification> {
  const labelled = payloads?.labelled;
  if (labelled === undefined)
    throw usageError(
      `--verify labels needs inputs whose labels are known, and those for model "${facts.model}" are not`,
      "use a shipped model with labels such as digits, or --verify reference",
    );
  const count = prepared.requests.length;
  const itemsPerRequest = facts.itemsPerRequest ?? 1;
  const carried = new Int32Array(count * itemsPerRequest);
  const alone = new Int32Array(count * itemsPerRequest);
  for (let index = 0; index < count && !interrupted.aborted; index++) {
    const { outputs } = await askAlone(index);
    const classes = topOne(outputs, itemsPerRequest);
    if (classes === null) {
      const found = outputs.map(({ name, datatype, shape }) => `${name} ${datatype} [${shape}]`).join(", ");
      throw targetError(
        `--verify labels needs an output with a class, or scores, for each of ${itemsPerRequest} items, and model "${facts.model}" answered ${found}`,
        "use --verify reference",
      );
    }
    carried.set(labelled.carriedBy(index), index * itemsPerRequest);
    alone.set(classes, index * itemsPerRequest);
  }
  return { kind: "labels", itemsPerRequest, labels: labelled.labels, carried, alone };
}

async function referencesOf(
  { prepared, facts }: OpenTarget,
  { interrupted }: Host,
  askAlone: (index: number) => Promise<Answer>,
): Promise<HttpResponse[]> {
  const count = prepared.requests.length;
  const responses: HttpResponse[] = [];
  let first: Answer | undefined;
  let bytes = 0;
  for (let index = 0; index < count && !interrupted.aborted; index++) {
    const answer = await askAlone(index);
    first ??= answer;
    bytes += answer.response.body.length;
    if (bytes > MOST_REFERENCE_BYTES)
      throw usageError(
        `the answers to ${index + 1} of ${count} different requests are over ${MOST_REFERENCE_BYTES / 2 ** 20} MiB, and --verify reference keeps them all`,
        "send fewer items with --batch, or go without --verify",
      );
    responses.push(answer.response);
  }
  if (first !== undefined && !interrupted.aborted) {
    const difference = differenceFrom(first.outputs, (await askAlone(0)).outputs, 0);
    if (difference !== null)
      throw targetError(
        `model "${facts.model}" does not answer the same request alike, even alone: ${difference}`,
        "make the model deterministic, or go without --verify reference",
      );
  }
  return shared(responses, bytes);
}

/** Copies the bodies of responses into one memory that threads share. */
function shared(responses: readonly HttpResponse[], bytes: number): HttpResponse[] {
  const memory = new Uint8Array(new SharedArrayBuffer(bytes));
  let at = 0;
  return responses.map((response) => {
    const body = memory.subarray(at, at + response.body.length);
    body.set(response.body);
    at += body.length;
    return { ...response, body };
  });
}
