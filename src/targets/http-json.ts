import { targetError } from "../core/errors.ts";
import type { HttpRequest } from "../wire/http-request.ts";
import { excerpt, probe } from "./probe.ts";
import { OK, type Target } from "./target.ts";

/** Any HTTP endpoint: GET without a body, POST of one JSON body; every 2xx is ok. */
export const httpJson: Target = {
  kind: "http-json",
  title: "any HTTP endpoint: GET, or POST of a JSON body; every 2xx is ok",

  async prepare(context) {
    const { body, host, path } = context;
    const method = body === null ? "GET" : "POST";
    const request: HttpRequest =
      body === null
        ? { method, path, host, headers: context.headers }
        : { method, path, host, headers: { "Content-Type": "application/json", ...context.headers }, body };
    const response = await probe(context, request, `${method} ${path}`);
    if (response.status < 200 || response.status > 299) {
      throw targetError(
        `${context.origin} answered ${method} ${path} with status ${response.status} and ${excerpt(response)}`,
        "correct the path in --url, the --body or the --header values",
      );
    }
    return {
      server: response.headers.get("server") ?? "HTTP server that does not name itself",
      model: null,
      payload: body === null ? `GET ${path}, no body` : `POST ${path}, always the same ${body.length} bytes`,
      version: context.version,
      requests: [request],
      judgedAsText: true,
      expected: null,
    };
  },

  classify(response) {
    if (response.status >= 200 && response.status <= 299) return OK;
    return { outcome: "error", failure: "http-status", message: excerpt(response) };
  },
};
