import { targetError } from "../core/errors.ts";
import { describeBodies, readBodies } from "../payloads/given-bodies.ts";
import type { HttpRequest } from "../wire/http/http-request.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import { excerpt, excerptOf, probe } from "./ask/probe.ts";
import { judgeJson, judgeValue, readJson, refuseWrong } from "./judge/answer-check.ts";
import type { TargetContext } from "./server-context.ts";
import { type Classified, OK, type Target } from "./target.ts";

const JSON_TYPE = "application/json";

/** The target for any HTTP endpoint: POST of the bodies that the user gives, or GET when there are none. */
export const httpJson: Target = {
  kind: "http-json",
  title:
    "any HTTP endpoint: GET, or POST of JSON bodies; every 2xx is ok that is JSON if the first was, and for which --check holds",
  takes: ["body", "check"],

  async prepare(context) {
    const { bodies, path, check } = context;
    checkBodies(context);
    const requests = requestsFor(context);
    const what = `${bodies.length === 0 ? "GET" : "POST"} ${path}`;
    const response = await probe(context, requests[0], what, check === null);
    const isJson = response.status !== NO_CONTENT && readJson(response.body) !== null;
    const expected: ExpectedAnswer | null = check === null && !isJson ? null : { check, isJson };
    const judged = httpJson.classify(response, expected);
    if (judged.outcome === "error") {
      throw targetError(
        `${context.origin} answered ${what} with status ${response.status} and ${excerpt(response)}`,
        `${response.status >= 500 ? "look at the server's log, or " : ""}correct the path in --url, the --body or the --header values`,
      );
    }
    refuseWrong(judged, what);
    return {
      server: response.headers.get("server") ?? "HTTP server that does not name itself",
      model: null,
      payload: `${what}, ${bodies.length === 0 ? "no body" : describeBodies(bodies)}`,
      version: context.version,
      requests,
      judgedAsText: true,
      settings: { answers: describeJudgement(expected) },
      expected,
    };
  },

  needsNoWholeBody: (expected) => (expected as ExpectedAnswer | null)?.check == null,

  classify(response, expected) {
    if (response.status < 200 || response.status > 299)
      return { outcome: "error", failure: "http-status", message: excerpt(response) };
    if (expected === null) return OK;
    const { check } = expected as ExpectedAnswer;
    const { status, body } = response;
    if (check !== null) return judgeJson(body, (value) => judgeValue(check, value, body));
    return status === NO_CONTENT || looksLikeJson(response) ? OK : notAsFirst(body);
  },
};

/** All that is known of good answers, where anything is: the condition of --check, and that the first one was JSON. */
interface ExpectedAnswer {
  readonly check: string | null;
  readonly isJson: boolean;
}

const NO_CONTENT = 204;

function describeJudgement(expected: ExpectedAnswer | null): string {
  if (expected !== null && expected.check !== null) return `held against --check ${expected.check}`;
  const any = expected === null ? "any body" : "any JSON";
  return `${any} with a status 2xx counts as good: without --check nothing more is known`;
}

const notAsFirst = (body: Uint8Array): Classified => ({
  outcome: "wrong",
  failure: "response-shape",
  message: `${excerptOf(body)} is not JSON, and the first answer was`,
});

/** Tells whether a body is JSON, as far as that shows without reading all of it: an object or list ends as it begins. */
function looksLikeJson({ body, bodyBytes }: HttpResponse): boolean {
  const first = body[body.findIndex((byte) => !isSpace(byte))];
  const last = body[body.findLastIndex((byte) => !isSpace(byte))];
  const isWhole = body.length === bodyBytes;
  if (first === OPEN_BRACE) return last === CLOSE_BRACE || !isWhole;
  if (first === OPEN_BRACKET) return last === CLOSE_BRACKET || !isWhole;
  return readJson(body) !== null;
}

const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = new TextEncoder().encode("{}[]");

/** Tells whether a byte is what JSON calls white space (RFC 8259 §2). */
const isSpace = (byte: number) => byte === 32 || byte === 9 || byte === 10 || byte === 13;

function requestsFor({ bodies, host, path, headers }: TargetContext): [HttpRequest, ...HttpRequest[]] {
  const [first, ...others] = bodies.map(
    ({ bytes }): HttpRequest => ({
      method: "POST",
      path,
      host,
      headers: { "Content-Type": JSON_TYPE, ...headers },
      body: bytes,
    }),
  );
  return first === undefined ? [{ method: "GET", path, host, headers }] : [first, ...others];
}

/** Checks that the bodies are JSON, unless a Content-Type header says otherwise. @throws usage error */
function checkBodies({ bodies, headers }: TargetContext): void {
  const given = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
  if (given !== undefined && !/\bjson\b/i.test(given)) return;
  readBodies(
    bodies,
    () => null,
    "write JSON, name a file with @ as in --body @input.json, or say what it is with --header 'Content-Type: …'",
  );
}
