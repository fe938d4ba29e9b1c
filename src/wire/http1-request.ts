const encoder = new TextEncoder();

/** A whole HTTP/1.1 request as bytes, ready to be written any number of times. */
export function encodeHttpRequest(request: {
  method: "GET" | "POST";
  /** Path and query. */
  path: string;
  /** Host header: name and port. */
  host: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array;
}): Uint8Array {
  // Names differ in case only by accident: the later one wins, so that a user's header replaces ours.
  const headers = new Map([["host", `Host: ${request.host}`]]);
  for (const [name, value] of Object.entries(request.headers ?? {}))
    headers.set(name.toLowerCase(), `${name}: ${value}`);
  const lines = [`${request.method} ${request.path} HTTP/1.1`, ...headers.values()];
  if (request.body !== undefined) lines.push(`Content-Length: ${request.body.length}`);
  const head = encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
  const body = request.body ?? new Uint8Array(0);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
