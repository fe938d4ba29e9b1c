import { durationMs } from "../config/duration.ts";
import { type PlimsollError, targetError, usageError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import type { Verification } from "../engine/verifier.ts";
import type { Repetition } from "../payloads/repetition/index.ts";
import { differenceFrom } from "../targets/compare-values.ts";
import { TARGETS } from "../targets/index.ts";
import { topOne } from "../targets/top-one.ts";
import { ExchangeError, Session } from "../transport/session.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import type { OutputValues } from "../wire/output-values.ts";
import { WireError } from "../wire/wire-error.ts";
import type { OpenTarget } from "./open-target.ts";
import { hideKey } from "./request-headers.ts";
import type { SettledOptions } from "./settle-target.ts";

/** Every thread reads the references; more memory than this would not be a load generator's. */
const MOST_REFERENCE_BYTES = 256 * 2 ** 20;
/**
 * Shipped int8 models quantise their activations by the largest of the batch (ONNX DynamicQuantizeLinear), so an answer
 * depends on what it shares a batch with: by up to 1.6 % of the largest value in batches of 16.
 */
const INT8_TOLERANCE = 0.05;

/** A request of the pool and the answer it got alone. */
interface Answer {
  readonly response: HttpResponse;
  readonly outputs: readonly OutputValues[];
}

/**
 * Asks every request of the pool once, one after the other, for what answers under load are held against.
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
  const session = new Session(target.address, target.prepared.version, durationMs(options.timeout));
  const ask = (index: number) => askAlone(session, options, target, host, index);
  try {
    if (options.verify === "labels") return await labelsOf(target, host, ask);
    const leastTolerance = target.facts.precision === "int8" ? INT8_TOLERANCE : 0;
    return { kind: "reference", alone: await referencesOf(target, host, ask), leastTolerance };
  } finally {
    session.close();
  }
}

async function labelsOf(
  { prepared, facts, labelled }: OpenTarget,
  { interrupted }: Host,
  ask: (index: number) => Promise<Answer>,
): Promise<Verification> {
  if (labelled === null)
    throw usageError(
      `--verify labels needs inputs whose labels are known, and those for model "${facts.model}" are not`,
      "use a shipped model with labels such as digits, or --verify reference",
    );
  const count = prepared.requests.length;
  const itemsPerRequest = facts.itemsPerRequest;
  const carried = new Int32Array(count * itemsPerRequest);
  const alone = new Int32Array(count * itemsPerRequest);
  for (let index = 0; index < count && !interrupted.aborted; index++) {
    const { outputs } = await ask(index);
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
  ask: (index: number) => Promise<Answer>,
): Promise<HttpResponse[]> {
  const count = prepared.requests.length;
  const responses: HttpResponse[] = [];
  let first: Answer | undefined;
  let bytes = 0;
  for (let index = 0; index < count && !interrupted.aborted; index++) {
    const answer = await ask(index);
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
    const difference = differenceFrom(first.outputs, (await ask(0)).outputs, 0);
    if (difference !== null)
      throw targetError(
        `model "${facts.model}" does not answer the same request alike, even alone: ${difference}`,
        "make the model deterministic, or go without --verify reference",
      );
  }
  return shared(responses, bytes);
}

/** Bodies in one memory that threads share. */
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

/** @throws target error when the answer is not as it should be */
async function askAlone(
  session: Session,
  options: SettledOptions,
  { prepared, facts }: OpenTarget,
  host: Host,
  index: number,
): Promise<Answer> {
  const { classify, valuesOf } = TARGETS[options.target];
  const { requests, expected } = prepared;
  const failed = (found: string): PlimsollError =>
    targetError(
      `request ${index + 1} of ${requests.length}, asked alone for --verify, failed at ${facts.url}: ${hideKey(found, options, host)}`,
      "look at the server's log, or go without --verify",
    );
  const request = requests[index];
  if (request === undefined) throw new RangeError(`request ${index} of ${requests.length}`);
  try {
    const response = await session.exchange(request);
    const { outcome, message } = classify(response, expected);
    if (outcome !== "ok") throw failed(message ?? outcome);
    return { response, outputs: valuesOf?.(response, expected) ?? [] };
  } catch (error) {
    if (error instanceof ExchangeError || error instanceof WireError) throw failed(error.message);
    throw error;
  }
}
