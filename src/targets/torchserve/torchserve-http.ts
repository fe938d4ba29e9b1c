import { targetError } from "../../core/errors.ts";
import { describeBodies } from "../../payloads/given-bodies.ts";
import type { HttpRequest } from "../../wire/http/http-request.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { expectObject } from "../../wire/json.ts";
import { behindBase, refuseEndpoint } from "../ask/base-path.ts";
import { excerpt, get, peekJson, probe } from "../ask/probe.ts";
import { readJson, refuseWrong } from "../judge/answer-check.ts";
import type { TargetContext } from "../server-context.ts";
import type { Target } from "../target.ts";
import {
  type ExpectedPrediction,
  expectPrediction,
  judgePrediction,
  MODEL_CURE,
  namePath,
  questionOf,
  TOKEN_CURE,
  WORKERS_CURE,
} from "./torchserve.ts";
import { torchserveManagement } from "./torchserve-management.ts";

/** The target for TorchServe's inference API over HTTP: POST /predictions/{model} with the given bodies. */
export const torchserveHttp: Target = {
  kind: "torchserve-http",
  title: "TorchServe over HTTP: POST /predictions/{model} of JSON or bytes",
  takes: ["model", "body", "check"],

  async recognise(context) {
    const path = behindBase(context, "/ping");
    const status = await peekJson(context, path, (json) => expectObject(json, "ping").status);
    return status === "Healthy" ? `GET ${path} says Healthy, as TorchServe does` : null;
  },

  async prepare(context) {
    refuseEndpoint(context);
    const question = questionOf(context);
    await checkPing(context);
    const path = behindBase(context, `/predictions/${namePath(question)}`);
    const requests = question.bodies.map(({ bytes }) => post(context, path, bytes));
    const what = `POST ${path}`;
    const response = await probe(context, requests[0] as HttpRequest, what);
    if (response.status !== 200) throw refusal(context, response, what, CURES);
    const expected = expectPrediction(response.body, context.check);
    refuseWrong(judgePrediction(response.body, expected), what);
    return {
      server: "TorchServe",
      model: context.model,
      payload: describeBodies(question.bodies),
      version: context.version,
      requests,
      judgedAsText: true,
      expected,
    };
  },

  classify(response, expected) {
    if (response.status !== 200)
      return { outcome: "error", failure: "http-status", message: excerpt(response) };
    return judgePrediction(response.body, expected as ExpectedPrediction);
  },

  settings: torchserveManagement,
};

const CURES: Readonly<Record<number, string>> = { 404: MODEL_CURE, 503: WORKERS_CURE };
const PING_CURES: Readonly<Record<number, string>> = {
  404: "check that TorchServe's inference address is there (8080, where 8081 is for management)",
};

async function checkPing(context: TargetContext): Promise<void> {
  const path = behindBase(context, "/ping");
  const response = await get(context, path);
  if (response.status !== 200) throw refusal(context, response, `GET ${path}`, PING_CURES);
}

/** The error for an answer of another status than 200, with the advice. */
function refusal(
  { origin }: TargetContext,
  response: HttpResponse,
  what: string,
  cures: Readonly<Record<number, string>>,
) {
  const { status } = response;
  const answer = excerpt(response);
  // TorchServe answers 400 to a token that is missing, wrong or too old.
  const isToken = status === 401 || status === 403 || answer.includes("InvalidKeyException");
  const cure = isToken ? TOKEN_CURE : (cures[status] ?? "look at the server's log");
  return targetError(`TorchServe on ${origin} answered ${what} with status ${status} and ${answer}`, cure);
}

/** Makes a request with the content type of its body: a handler gets JSON as objects, and anything else as bytes. */
function post({ host, headers }: TargetContext, path: string, body: Uint8Array): HttpRequest {
  const type = readJson(body) === null ? "application/octet-stream" : "application/json";
  return { method: "POST", path, host, headers: { "Content-Type": type, ...headers }, body };
}
