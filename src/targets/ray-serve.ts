import { targetError } from "../core/errors.ts";
import { decodeText, expectObject, parseJson } from "../wire/json.ts";
import { WireError } from "../wire/wire-error.ts";
import { withQuery } from "./ask/base-path.ts";
import { excerpt, get, peekJson } from "./ask/probe.ts";
import { httpJson } from "./http-json.ts";
import type { TargetContext } from "./server-context.ts";
import type { Target } from "./target.ts";

/**
 * The target for Ray Serve's HTTP proxy. Each application defines its own requests, so they are sent as by
 * `http-json`.
 */
export const rayServe: Target = {
  kind: "ray-serve",
  title: "Ray Serve over HTTP: an application found by its route; bodies and --check as with http-json",
  takes: httpJson.takes,

  async recognise(context) {
    const routes = await peekJson(context, withQuery(context, "/-/routes"), (json) =>
      expectObject(json, "routes"),
    );
    return routes && `GET /-/routes lists ${Object.keys(routes).join(", ") || "no application"}`;
  },

  async prepare(context) {
    await checkHealth(context);
    checkRoute(context, await readRoutes(context));
    return { ...(await httpJson.prepare(context)), server: "Ray Serve" };
  },

  // Ray Serve answers 503 when max_queued_requests wait at a deployment: an outcome like any other status.
  needsNoWholeBody: (expected) => httpJson.needsNoWholeBody?.(expected) === true,
  classify: httpJson.classify,
};

async function checkHealth(context: TargetContext): Promise<void> {
  const response = await get(context, withQuery(context, "/-/healthz"));
  if (response.status === 200) return;
  throw targetError(
    `Ray Serve on ${context.origin} is not ready: GET /-/healthz answered ${response.status} and ${excerpt(response)}`,
    response.status === 404
      ? "check that Ray Serve's HTTP proxy listens there, or use --target http-json"
      : "wait until its applications are running: serve status shows them",
  );
}

/** The routes of the applications: path prefixes. @throws target error when the answer is not a list of routes */
async function readRoutes(context: TargetContext): Promise<string[]> {
  const response = await get(context, withQuery(context, "/-/routes"));
  try {
    if (response.status === 200)
      return Object.keys(expectObject(parseJson(decodeText(response.body, "body"), "body"), "body"));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  throw targetError(
    `${context.origin} answered GET /-/routes with ${response.status} and ${excerpt(response)}, which is no list of routes`,
    "check that Ray Serve's HTTP proxy listens there, or use --target http-json",
  );
}

function checkRoute({ origin, path }: TargetContext, routes: readonly string[]): void {
  const [pathname = ""] = path.split("?");
  const leads = (route: string) => `${pathname}/`.startsWith(route.endsWith("/") ? route : `${route}/`);
  if (routes.some(leads)) return;
  throw routes.length === 0
    ? targetError(`Ray Serve on ${origin} has no application`, "deploy one with serve run")
    : targetError(
        `Ray Serve on ${origin} has no application at ${pathname}: its routes are ${routes.join(", ")}`,
        "correct the path in --url",
      );
}
