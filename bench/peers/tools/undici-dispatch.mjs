/**
 * The least that undici needs for a closed loop: `Pool.dispatch`, no promise and no stream for a request.
 *
 *     node undici-dispatch.mjs URL CONNECTIONS SECONDS
 */
import { requirePeer } from "./program.mjs";

const { Pool } = requirePeer("undici");
const url = new URL(process.argv[2] ?? "");
const connections = Number(process.argv[3]);
const seconds = Number(process.argv[4]);

const pool = new Pool(url.origin, { connections, pipelining: 1 });
const request = { path: url.pathname, method: "GET" };
const startMs = performance.now();
const endMs = startMs + seconds * 1000;
let requests = 0;
let open = connections;

function send() {
  pool.dispatch(request, {
    onRequestStart() {},
    onResponseStart() {},
    onResponseData() {},
    onResponseEnd() {
      requests++;
      next();
    },
    onResponseError(_, error) {
      throw error;
    },
  });
}

function next() {
  if (performance.now() < endMs) return send();
  open--;
  if (open > 0) return;
  const elapsedS = (performance.now() - startMs) / 1000;
  console.log(JSON.stringify({ requests, ratePerSec: requests / elapsedS }));
  pool.close();
}

for (let i = 0; i < connections; i++) send();
