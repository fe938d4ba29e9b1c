import type { HttpRequest } from "../http/http-request.ts";
import { WireError } from "../wire-error.ts";
import { encodeHeaders } from "./hpack-encoder.ts";

/** Headers about one HTTP/1.1 connection; an HTTP/2 server must refuse a request that has one (RFC 9113 §8.2.2). */
const FORBIDDEN = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);

/**
 * Header block of a request. It changes no table, so it can be sent any number of times on any connection.
 *
 * @throws WireError on a header that HTTP/2 forbids
 */
export function encodeHttp2Head(request: HttpRequest, scheme: "http" | "https"): Uint8Array {
  const { method, path, host, headers = {} } = request;
  const fields = new Map([
    [":method", method],
    [":scheme", scheme],
    [":authority", host],
    [":path", path],
  ]);
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (FORBIDDEN.has(name) || (name === "te" && value !== "trailers"))
      throw new WireError(`HTTP/2 forbids the header "${given}: ${value}"`);
    // What HTTP/1.1 calls Host (§8.3.1): a user's own replaces ours in both.
    fields.set(name === "host" ? ":authority" : name, value);
  }
  return encodeHeaders([...fields]);
}
