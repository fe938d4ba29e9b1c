import type { IncomingMessage } from "node:http";

/** What a request addresses. */
export interface RequestTarget {
  readonly host: string | undefined;
  readonly path: string;
}

/** Reads the target of a request. One in absolute form, as it is sent to proxies, names its host itself (RFC 9112, 3.2.2). */
export function targetOf({ url = "", headers }: IncomingMessage): RequestTarget {
  if (url.startsWith("/")) return { host: headers.host, path: url };
  const [, host, path] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  return path === undefined ? { host: headers.host, path: url } : { host, path };
}
