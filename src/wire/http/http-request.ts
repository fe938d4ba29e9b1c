const encoder = new TextEncoder();

/** An HTTP request, independent of the version of HTTP that carries it. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path and query of the URL. */
  readonly path: string;
  /** Name and port: the Host header, or the authority of HTTP/2. */
  readonly host: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** A whole HTTP/1.1 request as bytes, ready to be written any number of times. */
export function encodeHttp1(request: HttpRequest): Uint8Array {
  const { method, path, host, body = new Uint8Array(0) } = request;
  // Names differ in case only by accident: the later one wins, so that a user's header replaces ours.
  const headers = new Map([["host", `Host: ${host}`]]);
  for (const [name, value] of Object.entries(request.headers ?? {}))
    headers.set(name.toLowerCase(), `${name}: ${value}`);
  const lines = [`${method} ${path} HTTP/1.1`, ...headers.values()];
  if (request.body !== undefined) lines.push(`Content-Length: ${body.length}`);
  const head = encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
