import { targetError, usageError } from "../../core/errors.ts";
import { describeBodies, readBodies } from "../../payloads/given-bodies.ts";
import { refuseLongJson } from "../../payloads/json-size.ts";
import type { Payloads } from "../../payloads/payload.ts";
import { expectArray, expectObject } from "../../wire/json.ts";
import { instancesJson, type JsonOutput, rowsOf } from "../../wire/tensorflow/predict-json.ts";
import { show, WireError } from "../../wire/wire-error.ts";
import { behindBase, refuseEndpoint } from "../ask/base-path.ts";
import { kserveModels, theOnly } from "../ask/listed-models.ts";
import { getJson, probe } from "../ask/probe.ts";
import { expectOutputs } from "../judge/expected-outputs.ts";
import type { TargetContext } from "../server-context.ts";
import type { Target } from "../target.ts";
import {
  classifyPredictions,
  type ExpectedPredictions,
  firstPredictions,
  predictedValues,
} from "./predictions.ts";

const SOLE_NAME = "predictions";
const MODELS = "/v1/models";

/** The content of the requests; `payloads` is null for bodies that the user gave. */
interface Content {
  readonly payloads: Payloads | null;
  readonly bodies: readonly Uint8Array[];
  /** The number of instances in each request, and of predictions in each answer. */
  readonly instances: number;
}

/**
 * The target for KServe V1: https://github.com/kserve/kserve python/kserve/kserve/protocol/rest/v1_endpoints.py. The
 * protocol does not tell the inputs of a model, so the user gives them.
 */
export const kserveV1: Target = {
  kind: "kserve-v1",
  title: "KServe V1 over HTTP: JSON instances, made from --inputs or given as --body",
  takes: ["model", "batch", "inputs", "body", "verify"],

  async recognise(context) {
    const { rows } = await kserveModels(context, MODELS);
    return rows.length === 0 ? null : `GET ${behindBase(context, MODELS)} lists ${rows.join(", ")}`;
  },

  async prepare(context) {
    refuseEndpoint(context);
    const given = givenContent(context);
    const model = await servedModel(context);
    const { payloads, bodies, instances } = given ?? madeUp(context, model);
    const path = behindBase(context, `/v1/models/${encodeURIComponent(model)}:predict`);
    const headers = { "Content-Type": "application/json", ...context.headers };
    const requests = bodies.map((body) => ({
      method: "POST" as const,
      path,
      host: context.host,
      headers,
      body,
    }));
    const [first] = requests;
    if (first === undefined) throw new Error("a payload pool is never empty");
    const response = await probe(context, first, `prediction with model "${model}"`);
    const outputs = firstPredictions(response, SOLE_NAME, model);
    expectCount(outputs, instances, model);
    const expected: ExpectedPredictions = {
      ...(payloads === null
        ? { bodyBytes: -1, outputs: outputs.map(openBelow) }
        : expectOutputs({ outputs, bodyBytes: -1 }, [], payloads, model, "batch")),
      soleName: SOLE_NAME,
    };
    return {
      server: response.headers.get("server") ?? "KServe V1 server that does not name itself",
      model,
      payload:
        payloads === null
          ? `${describeBodies(context.bodies)}, ${instances} instances each`
          : `${payloads.description}, as JSON instances`,
      version: context.version,
      requests,
      judgedAsText: true,
      expected,
    };
  },

  classify: (response, expected) => classifyPredictions(response, expected as ExpectedPredictions),

  valuesOf: (response, expected) => predictedValues(response, expected as ExpectedPredictions),
};

/**
 * Reads the given bodies; null when there are none, but --inputs.
 *
 * @throws usage error for bodies without instances or with different numbers of them, and when both options are
 * missing
 */
function givenContent({ bodies, inputs }: TargetContext): Content | null {
  if (bodies.length === 0) {
    if (inputs !== null) return null;
    throw usageError(
      "KServe V1 does not say what a model takes",
      "say it with --inputs, such as --inputs 'x:FP32[-1,64]', or give a --body with instances",
    );
  }
  const counts = readBodies(
    bodies,
    (json) => expectArray(expectObject(json, "the body").instances, "instances").length,
    'write {"instances": […]}',
  );
  const [instances = 0] = counts;
  const other = counts.findIndex((count) => count !== instances);
  if (other >= 0)
    throw usageError(
      `${bodies[other]?.where} has ${counts[other]} instances, and ${bodies[0]?.where} has ${instances}`,
      "give every body as many instances as the others: all answers are held against the first",
    );
  return { payloads: null, bodies: bodies.map(({ bytes }) => bytes), instances };
}

/** Generates the content of the requests from --inputs. @throws usage error for inputs that do not fit rows */
function madeUp({ payloadsFor, inputs }: TargetContext, model: string): Content {
  const specs = inputs ?? [];
  const payloads = payloadsFor(model, specs);
  refuseLongJson(model, payloads);
  const instances = rowsOf(payloads.tensors(0));
  if (instances === undefined) {
    throw usageError(
      "KServe V1 takes one row for each instance, and the first dimensions of --inputs differ",
      "give every input the same first dimension, such as -1",
    );
  }
  const bodies = Array.from({ length: payloads.count }, (_, index) =>
    new TextEncoder().encode(`{"instances":${instancesJson(payloads.tensors(index))}}`),
  );
  return { payloads, bodies, instances };
}

/**
 * The model that was named, or the only one.
 *
 * @throws target error when the server does not have it, or it is not ready
 */
async function servedModel(context: TargetContext): Promise<string> {
  const { origin } = context;
  const listed = await kserveModels(context, MODELS);
  const model = context.model ?? theOnly(context, listed);
  const names = listed.rows;
  if (names.length > 0 && !names.includes(model))
    throw targetError(
      `${origin} has no model "${model}", it serves ${names.map((name) => show(name)).join(", ")}`,
      "correct --model",
    );
  const path = behindBase(context, `/v1/models/${encodeURIComponent(model)}`);
  const isReady = await getJson(context, path, parseReady, `state of model "${model}"`, {
    missing: "correct --model, load the model, or wait until it is loaded",
    invalid: "check that a KServe V1 server listens there",
  });
  if (!isReady)
    throw targetError(
      `model "${model}" on ${origin} is not ready`,
      "wait until it is loaded, then try again",
    );
  return model;
}

/** Reads the readiness of a model. Servers before KServe 0.11 write it as text, "True". @throws WireError */
function parseReady(json: unknown): boolean {
  const { ready } = expectObject(json, "state");
  if (typeof ready === "boolean") return ready;
  if (typeof ready === "string" && /^(true|false)$/i.test(ready)) return /^t/i.test(ready);
  throw new WireError(`ready: expected true or false, found ${show(ready)}`);
}

/** The form of an output of which only the number of rows is known. */
function openBelow({ shape, ...output }: JsonOutput) {
  return { ...output, shape: shape.map((size, axis) => (axis === 0 ? size : -1)) };
}

function expectCount(outputs: readonly JsonOutput[], instances: number, model: string): void {
  const other = outputs.find(({ shape }) => shape[0] !== instances);
  if (other === undefined) return;
  throw targetError(
    `model "${model}" answered ${instances} instances with ${other.shape[0] ?? "no list of"} predictions`,
    "check that the model gives one prediction for each instance",
  );
}
