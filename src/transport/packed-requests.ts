import type { Address } from "../core/address.ts";
import { encodeHttp1, type HttpRequest } from "../wire/http-request.ts";

/** Versions of HTTP that the engine speaks. */
export type HttpVersion = "1.1" | "2";

/** Head of an HTTP/2 request, pseudo-headers included, as `node:http2` takes it. */
export type Http2Head = Readonly<Record<string, string>>;

/** A request ready to be sent: over HTTP/1.1 all its bytes; over HTTP/2 its head, and the bytes of its body. */
export interface PackedRequest {
  readonly bytes: Uint8Array;
  readonly head: Http2Head | null;
}

/** All requests of a run in one shared memory, so that each thread does not hold a copy. */
export interface PackedRequests {
  readonly bytes: Uint8Array;
  /** Request i lies in bytes [offsets[i], offsets[i + 1]). */
  readonly offsets: Float64Array;
  /** Heads that differ; empty for HTTP/1.1. */
  readonly heads: readonly Http2Head[];
  readonly headOf: Uint32Array;
}

/** Encodes requests for the way to `address`. */
export function packRequests(
  requests: readonly HttpRequest[],
  version: HttpVersion,
  address: Address,
): PackedRequests {
  const scheme = address.tls === undefined ? "http" : "https";
  const shared = (bytes: number) => new SharedArrayBuffer(bytes);
  const offsets = new Float64Array(shared((requests.length + 1) * 8));
  const headOf = new Uint32Array(shared(requests.length * 4));
  const heads = new Map<string, number>();
  const encoded = requests.map((request, index) => {
    if (version === "1.1") return encodeHttp1(throughProxy(request, address));
    const key = JSON.stringify(http2Head(request, scheme));
    if (!heads.has(key)) heads.set(key, heads.size);
    headOf[index] = heads.get(key) as number;
    return request.body ?? new Uint8Array(0);
  });
  for (const [index, { length }] of encoded.entries())
    offsets[index + 1] = (offsets[index] as number) + length;
  const bytes = new Uint8Array(shared(offsets[requests.length] as number));
  for (const [index, part] of encoded.entries()) bytes.set(part, offsets[index]);
  return { bytes, offsets, heads: [...heads.keys()].map((key) => JSON.parse(key) as Http2Head), headOf };
}

/** Views over the shared memory: sockets take them without a copy. */
export function unpackRequests({ bytes, offsets, heads, headOf }: PackedRequests): PackedRequest[] {
  const at = (index: number) => offsets[index] as number;
  return Array.from({ length: offsets.length - 1 }, (_, index) => ({
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset + at(index), at(index + 1) - at(index)),
    head: heads[headOf[index] as number] ?? null,
  }));
}

/** A proxy wants the whole URL of a request in plain text (RFC 9112 §3.2.2); through TLS it sees none. */
function throughProxy(request: HttpRequest, { proxy, tls }: Address): HttpRequest {
  if (proxy === undefined || tls !== undefined) return request;
  return { ...request, path: `http://${request.host}${request.path}` };
}

function http2Head(request: HttpRequest, scheme: string): Http2Head {
  const own = Object.entries(request.headers ?? {}).map(([name, value]) => {
    const lower = name.toLowerCase();
    // What HTTP/1.1 calls Host (RFC 9113 §8.3.1): a user's own replaces ours in both.
    return [lower === "host" ? ":authority" : lower, value];
  });
  return {
    ":method": request.method,
    ":scheme": scheme,
    ":authority": request.host,
    ":path": request.path,
    ...Object.fromEntries(own),
  };
}
