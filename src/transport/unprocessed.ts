/**
 * How long after a request was written a close without a byte of an answer can still be one that crossed the request on
 * the way, ms. A server that closes later has had the request, and its close is a failure.
 */
const CROSSING_MS = 1000;

/**
 * Tells whether a request was lost to a close that the server had begun before it could read the request: the connection
 * was idle when the request was written, no byte of an answer came, and the close came soon. RFC 9112 §9.3.1 lets a server
 * close an idle connection at any time. That a POST is then sent again is what browsers and Go's client do, although the
 * client cannot prove that the server never read it (RFC 9110 §9.2.2).
 */
export function crossedClose(code: string, writtenAtMs: number): boolean {
  return (code === "closed" || code === "reset") && performance.now() - writtenAtMs < CROSSING_MS;
}

/**
 * The time for which an idle connection may be used after a `Keep-Alive: timeout=` of the server, ms: a second less, or
 * half where that is longer. Near the end a request would meet the server's close on the way.
 */
export function usableMsOf(keepAlive: string): number {
  const seconds = /(?:^|[,;\s])timeout\s*=\s*"?(\d+(?:\.\d+)?)/i.exec(keepAlive)?.[1];
  if (seconds === undefined) return Number.POSITIVE_INFINITY;
  const timeoutMs = Number(seconds) * 1000;
  return Math.max(timeoutMs - 1000, timeoutMs / 2);
}
