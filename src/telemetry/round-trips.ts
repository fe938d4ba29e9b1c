import { connect, type Socket } from "node:net";

const REQUEST = "GET / HTTP/1.1\r\n\r\n";
/** The body of the null server's answer, with which each answer ends. */
const LAST_BYTES = "{}";
/** The part of the time that is not counted: connection, caches and compiler are cold. */
const COLD = 0.25;

/**
 * Measures the mean round trip of one request after the other to a null server: what this machine takes for a system call, a switch between processes
 * and a little JavaScript, and so a witness of how fast it is at this moment.
 *
 * @returns ms; null where the server does not answer
 */
export async function meanRoundTripMs(url: string, durationMs: number): Promise<number | null> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  try {
    return await roundTrips(socket, durationMs);
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

function roundTrips(socket: Socket, durationMs: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const warmMs = startedMs + COLD * durationMs;
    const endMs = startedMs + durationMs;
    let countedFromMs: number | null = null;
    let answers = 0;
    const ask = () => socket.write(REQUEST);
    socket.once("connect", ask);
    socket.once("error", reject);
    socket.once("close", () => resolve(null));
    socket.setTimeout(durationMs + GRACE_MS, () => resolve(null));
    socket.on("data", (chunk) => {
      // An answer may come in pieces; the last one ends it.
      if (!chunk.toString("latin1").endsWith(LAST_BYTES)) return;
      const nowMs = performance.now();
      if (countedFromMs !== null) answers++;
      else if (nowMs >= warmMs) countedFromMs = nowMs;
      if (nowMs < endMs || answers === 0) ask();
      else resolve((nowMs - (countedFromMs as number)) / answers);
    });
  });
}

/** The time beyond its length after which a measurement is given up, ms. */
const GRACE_MS = 5000;
