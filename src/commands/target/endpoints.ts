import { usageError } from "../../core/errors.ts";
import type { Endpoint } from "../../engine/send-load.ts";
import { refuseDifferent } from "../../targets/judge/same-service.ts";
import type { ServerContext } from "../../targets/server-context.ts";
import type { PreparedTarget } from "../../targets/target.ts";

/** An endpoint to open: its URL, and the context to reach it. */
export interface Place {
  readonly url: string;
  readonly context: ServerContext;
}

/** An endpoint beside the first one, which has answered one request as it should. */
export interface OpenEndpoint extends Endpoint {
  readonly url: string;
  /** Name and version of the server, as it says itself. */
  readonly server: string;
}

/** Opens the endpoints beside the first. @throws target error for one that does not serve the same */
export async function openOthers(
  first: { readonly url: string; readonly prepared: PreparedTarget },
  places: readonly Place[],
  prepare: (place: Place) => Promise<{ readonly prepared: PreparedTarget }>,
): Promise<OpenEndpoint[]> {
  const others: OpenEndpoint[] = [];
  for (const place of places) {
    const { url, context } = place;
    const { prepared } = await prepare(place);
    refuseDifferent(first, { url, prepared });
    others.push({ url, address: context.address, requests: prepared.requests, server: prepared.server });
  }
  return others;
}

/**
 * Refuses endpoints that cannot share a load.
 *
 * @throws usage error for an endpoint that is named twice, which would get twice its share, and for a mix of
 *   protocols
 */
export function refuseUnlike(urls: readonly string[] = []): void {
  const hrefs = urls.map((url) => new URL(url).href);
  const twice = urls.find((_, index) => hrefs.indexOf(hrefs[index] ?? "") < index);
  if (twice !== undefined) throw usageError(`--url ${twice} is given twice`, "name each endpoint once");
  const [grpc] = urls.filter(isGrpc);
  const [other] = urls.filter((url) => !isGrpc(url));
  if (grpc !== undefined && other !== undefined)
    throw usageError(`--url ${grpc} is gRPC, and --url ${other} is not`, "name endpoints of one protocol");
}

export function isGrpc(url: string): boolean {
  return /^grpcs?:/.test(url);
}
