import { targetError } from "../core/errors.ts";
import { describeBodies, readBodies } from "../payloads/given-bodies.ts";
import type { HttpRequest } from "../wire/http/http-request.ts";
import { excerpt, probe } from "./ask/probe.ts";
import { judgeJson, judgeValue, refuseWrong } from "./judge/answer-check.ts";
import type { TargetContext } from "./server-context.ts";
import { type Classified, OK, type Target } from "./target.ts";

const JSON_TYPE = "application/json";

/** The target for any HTTP endpoint: POST of the bodies that the user gives, or GET when there are none. */
export const httpJson: Target = {
  kind: "http-json",
  title: "any HTTP endpoint: GET, or POST of JSON bodies; every 2xx is ok for which --check holds",
  takes: ["body", "check"],

  async prepare(context) {
    const { bodies, path, check } = context;
    checkBodies(context);
    const requests = requestsFor(context);
    const what = `${bodies.length === 0 ? "GET" : "POST"} ${path}`;
    const response = await probe(context, requests[0], what);
    const judged = httpJson.classify(response, check);
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
      expected: check,
    };
  },

  classify(response, expected) {
    if (response.status < 200 || response.status > 299)
      return { outcome: "error", failure: "http-status", message: excerpt(response) };
    return expected === null ? OK : judgeBody(response.body, expected as string);
  },
};

function judgeBody(body: Uint8Array, check: string): Classified {
  return judgeJson(body, (value) => judgeValue(check, value, body));
}

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
