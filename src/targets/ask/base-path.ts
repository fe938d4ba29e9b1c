import { usageError } from "../../core/errors.ts";
import type { ServerContext } from "../server-context.ts";

// The path of --url is the base under which a server stands, as behind a gateway, and its query goes with every request,
// as a key does. Protocols that define their own paths put them behind the base.

/**
 * The path and query of a request to an API: behind the base path of --url, with the query of --url. A URL that names
 * the version of the API already, as `http://host/v2`, names it once.
 */
export function behindBase({ path }: Pick<ServerContext, "path">, api: string): string {
  const [pathname, given] = parted(path);
  const [ownPath, own] = parted(api);
  const query = [own, given].filter((part) => part !== "").join("&");
  return `${baseOf(pathname, ownPath)}${ownPath}${query === "" ? "" : `?${query}`}`;
}

/** The path of a request that the base is no part of, or part of already, with the query of --url. */
export function withQuery({ path }: Pick<ServerContext, "path">, api: string): string {
  const [, query] = parted(path);
  return query === "" ? api : `${api}?${query}`;
}

function baseOf(pathname: string, api: string): string {
  const base = pathname.replace(/\/+$/, "");
  const [version] = /^\/v[12](?=\/|$)/.exec(api) ?? [];
  return version !== undefined && base.endsWith(version) ? base.slice(0, -version.length) : base;
}

function parted(path: string): [pathname: string, query: string] {
  const at = path.indexOf("?");
  return at < 0 ? [path, ""] : [path.slice(0, at), path.slice(at + 1)];
}

/** An endpoint of an API in the path of a URL. */
const ENDPOINT = /\/(?:v2\/(?:models|health|repository)|v1\/models|predictions)(?:\/|$)/;

/** Refuses a URL that names an endpoint to a target that makes the paths itself. @throws usage error */
export function refuseEndpoint({ path }: Pick<ServerContext, "path">): void {
  const [pathname] = parted(path);
  const { index } = ENDPOINT.exec(pathname) ?? {};
  if (index === undefined) return;
  throw usageError(
    `--url names the endpoint ${pathname.slice(index)}, and this target finds its endpoints by itself`,
    "end --url before it, and name the model with --model; or use --target http-json with a --body",
  );
}
