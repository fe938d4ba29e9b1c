import { createRng, startArrivals } from "plimsoll/internal";

/**
 * @typedef {object} SimulatedServer
 * @property {number} serviceMs mean time that a request takes, ms
 * @property {number} [servers] requests that are served at once, first come first served; 1 where left out
 * @property {(chance: () => number) => number} [draw] service time as a multiple of its mean; exponential where left out
 * @property {(share: number) => number} [slowness] factor on service time, by the share of the measured part that is over
 */
/** @typedef {{ warmupMs: number, lengthMs: number, seed: number }} SimulatedRun */
/** @typedef {(atMs: number, latencyMs: number) => void} Answer told the moment in the measured part at which a request was due */

/** Service time as a multiple of its mean. */
export const exponentialService = (chance) => -Math.log(1 - chance());

/**
 * Answers of one run under an arrival process, by Lindley's recursion, in the order of their requests.
 *
 * @param {import("plimsoll/internal").Arrivals} arrivals
 * @param {SimulatedServer} server
 * @param {SimulatedRun} run
 * @param {Answer} answer
 */
export function serveOpen(arrivals, server, { warmupMs, lengthMs, seed }, answer) {
  const horizonMs = warmupMs + lengthMs;
  const next = startArrivals(arrivals, createRng(seed, "arrivals"), { horizonMs, traces: {} });
  const serve = startServing(server, { warmupMs, lengthMs, seed });
  for (let atMs = next(); atMs < horizonMs; atMs = next()) {
    const doneMs = serve(atMs);
    if (atMs >= warmupMs) answer(atMs - warmupMs, doneMs - atMs);
  }
}

/**
 * Answers of one closed loop, whose users send again as soon as they are answered.
 *
 * @param {number} users
 * @param {SimulatedServer} server
 * @param {SimulatedRun} run
 * @param {Answer} answer
 */
export function serveClosed(users, server, { warmupMs, lengthMs, seed }, answer) {
  const serve = startServing(server, { warmupMs, lengthMs, seed });
  const readyMs = new Array(users).fill(0);
  for (;;) {
    const user = earliest(readyMs);
    const atMs = readyMs[user];
    if (atMs >= warmupMs + lengthMs) return;
    readyMs[user] = serve(atMs);
    if (atMs >= warmupMs) answer(atMs - warmupMs, readyMs[user] - atMs);
  }
}

/** Takes requests in the order they come; each call gives the moment at which that request is answered. */
function startServing(server, { warmupMs, lengthMs, seed }) {
  const { serviceMs, servers = 1, draw = exponentialService, slowness = () => 1 } = server;
  const chance = createRng(seed, "service");
  const freeMs = new Array(servers).fill(0);
  return (atMs) => {
    const chosen = servers === 1 ? 0 : earliest(freeMs);
    freeMs[chosen] =
      Math.max(freeMs[chosen], atMs) + draw(chance) * serviceMs * slowness((atMs - warmupMs) / lengthMs);
    return freeMs[chosen];
  };
}

function earliest(timesMs) {
  let first = 0;
  for (let i = 1; i < timesMs.length; i++) if (timesMs[i] < timesMs[first]) first = i;
  return first;
}
