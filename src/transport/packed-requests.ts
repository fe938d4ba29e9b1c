import type { Address, NetworkAddress } from "../core/address.ts";
import { encodeHttp1, type HttpRequest } from "../wire/http/http-request.ts";
import type { PackedRequest } from "../wire/http/transport.ts";
import { encodeHttp2Head } from "../wire/http2/http2-request.ts";
import { splitBody } from "../wire/oip/oip-tensors.ts";

/** Versions of HTTP that the engine speaks. */
export type HttpVersion = "1.1" | "2";

/** All requests of a run in one shared memory, so that each thread does not hold a copy. */
export interface PackedRequests {
  readonly bytes: Uint8Array;
  /** Byte offsets of the requests: request i is `bytes[offsets[i] .. offsets[i + 1])`. */
  readonly offsets: Float64Array;
  /** The distinct heads of the requests; empty for HTTP/1.1, whose heads are part of `bytes`. */
  readonly heads: readonly Uint8Array[];
  /** The index into `heads` for each request. */
  readonly headOf: Uint32Array;
}

/** Encodes requests to `address`. @throws WireError for a header that the version of HTTP forbids */
export function packRequests(
  requests: readonly HttpRequest[],
  version: HttpVersion,
  address: Address,
): PackedRequests {
  const shared = (bytes: number) => new SharedArrayBuffer(bytes);
  const offsets = new Float64Array(shared((requests.length + 1) * 8));
  const headOf = new Uint32Array(shared(requests.length * 4));
  const heads: Uint8Array[] = [];
  const indexOf = new Map<string, number>();
  const encoded = requests.map((request, index) => {
    const { bytes, head } = encode(request, version, address);
    if (head === null) return bytes;
    const key = Buffer.from(head).toString("latin1");
    if (!indexOf.has(key)) indexOf.set(key, heads.push(head) - 1);
    headOf[index] = indexOf.get(key) as number;
    return bytes;
  });
  for (const [index, { length }] of encoded.entries())
    offsets[index + 1] = (offsets[index] as number) + length;
  const bytes = new Uint8Array(shared(offsets[requests.length] as number));
  for (const [index, part] of encoded.entries()) bytes.set(part, offsets[index]);
  return { bytes, offsets, heads, headOf };
}

function encode(request: HttpRequest, version: HttpVersion, address: Address): PackedRequest {
  const { headers, body = new Uint8Array(0) } = request;
  if ("model" in address) {
    const length = headers?.["inference-header-content-length"];
    const { json, tail } = splitBody(length === undefined ? undefined : Number(length), body);
    // A copy: a view would take the whole body along to another thread.
    return { bytes: tail, head: json.slice() };
  }
  if (version === "1.1") return { bytes: encodeHttp1(throughProxy(request, address)), head: null };
  return { bytes: body, head: encodeHttp2Head(request, address.tls === undefined ? "http" : "https") };
}

/** The packed requests as views of the shared memory, which sockets take without a copy. */
export function unpackRequests({ bytes, offsets, heads, headOf }: PackedRequests): PackedRequest[] {
  const at = (index: number) => offsets[index] as number;
  return Array.from({ length: offsets.length - 1 }, (_, index) => ({
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset + at(index), at(index + 1) - at(index)),
    head: heads[headOf[index] as number] ?? null,
  }));
}

/** Puts the whole URL into a plain-text request to a proxy (RFC 9112 §3.2.2). Through TLS a proxy sees no request. */
function throughProxy(request: HttpRequest, { proxy, tls }: NetworkAddress): HttpRequest {
  if (proxy === undefined || tls !== undefined) return request;
  const allowed = proxy.authorization === undefined ? {} : { "Proxy-Authorization": proxy.authorization };
  const headers = { ...request.headers, ...allowed };
  return { ...request, path: `http://${request.host}${request.path}`, headers };
}
