import { HttpError } from "./http-error.ts";

/** The endpoint that a request addresses. `version` is undefined when the URL names none. */
export type Route =
  | {
      readonly kind: "server-metadata" | "live" | "ready" | "metrics" | "all-statistics" | "repository-index";
    }
  | {
      readonly kind: "model-metadata" | "model-ready" | "config" | "statistics" | "infer";
      readonly model: string;
      readonly version: string | undefined;
    };

const FIXED: Readonly<Record<string, Route["kind"]>> = {
  "/v2": "server-metadata",
  "/v2/health/live": "live",
  "/v2/health/ready": "ready",
  "/v2/models/stats": "all-statistics",
  "/v2/repository/index": "repository-index",
  "/metrics": "metrics",
};

const MODEL = /^\/v2\/models\/([^/]+)(?:\/versions\/(\d+))?(?:\/(ready|config|stats|infer))?$/;

/**
 * Finds the route of a request. The paths are those of Triton's src/http_server.cc.
 *
 * @throws HttpError 404 for an unknown path, 405 for a known path with another method
 */
export function routeOf(method: string, url: string): Route {
  const path = url.split("?", 1)[0]?.replace(/\/$/, "") ?? "";
  const route = Object.hasOwn(FIXED, path) ? ({ kind: FIXED[path] } as Route) : modelRoute(path);
  const expected = route.kind === "infer" || route.kind === "repository-index" ? "POST" : "GET";
  // Node leaves the body of an answer to HEAD out.
  if (method === expected || (method === "HEAD" && expected === "GET")) return route;
  throw new HttpError(405, `${method} ${path}: expected ${expected}`, { allow: expected });
}

function modelRoute(path: string): Route {
  const match = MODEL.exec(path);
  if (match === null) throw new HttpError(404, "Not Found");
  const [, name = "", version, action] = match;
  return { kind: modelKind(action), model: decodeSegment(name), version };
}

function modelKind(
  action: string | undefined,
): "model-metadata" | "model-ready" | "config" | "statistics" | "infer" {
  switch (action) {
    case "ready":
      return "model-ready";
    case "stats":
      return "statistics";
    case "config":
    case "infer":
      return action;
    default:
      return "model-metadata";
  }
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, `${text} is not percent-encoded UTF-8`);
  }
}
