import type { IncomingMessage } from "node:http";
import { HttpError } from "./http-error.ts";

function refusal(status: number, message: string): HttpError {
  return new HttpError(status, message, { connection: "close" });
}

/**
 * Refuses requests whose head asks for another HTTP than the one that is spoken here.
 *
 * @throws HttpError 505 for another version than HTTP/1, 400 for HTTP/1.1 without a host or with several, 417 for an expectation other
 * than `100-continue`, 501 for a transfer coding other than `chunked`
 */
export function refuseUnsupportedHttp(request: IncomingMessage): void {
  const { httpVersionMajor, httpVersionMinor, httpVersion, headers } = request;
  if (httpVersionMajor !== 1) throw refusal(505, `HTTP/${httpVersion}: expected HTTP/1.1`);
  if (hasSeveralHosts(request)) throw refusal(400, "there are several Host headers");
  if (httpVersionMinor === 0) return;
  if (headers.host === undefined) throw refusal(400, "the Host header is missing");
  const { expect, "transfer-encoding": coding } = headers;
  if (expect !== undefined && expect.toLowerCase() !== "100-continue")
    throw refusal(417, `expect ${JSON.stringify(expect)}: only 100-continue can be expected`);
  if (coding !== undefined && coding.toLowerCase() !== "chunked")
    throw refusal(501, `transfer-encoding ${JSON.stringify(coding)}: expected chunked or none`);
}

/** Tells whether a request names several hosts: Node keeps the first, what stands before it may have looked at the last. */
function hasSeveralHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  return hosts > 1;
}
