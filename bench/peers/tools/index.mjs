import { ab } from "./ab.mjs";
import { aiperf } from "./aiperf.mjs";
import { autocannon } from "./autocannon.mjs";
import { ghz } from "./ghz.mjs";
import { grpcJs } from "./grpc-js.mjs";
import { h2load } from "./h2load.mjs";
import { hey } from "./hey.mjs";
import { k6 } from "./k6.mjs";
import { locust } from "./locust.mjs";
import { mlperfLoadgen } from "./mlperf-loadgen.mjs";
import { oha } from "./oha.mjs";
import { plimsoll } from "./plimsoll.mjs";
import { undici } from "./undici.mjs";
import { vegeta } from "./vegeta.mjs";
import { wrk } from "./wrk.mjs";

/**
 * All tools. Each has a `name`, `probe()` giving `{ version }` or `{ missing: reason }`, and the loads it can make:
 * `closed`, `open` and `grpc`. A load takes `{ url, connections, seconds }` and, but for `closed`, `ratePerSec`, and
 * gives `{ command, parse(stdout, stderr) }`; `parse` gives `{ requests, ratePerSec, p50Ms?, p99Ms?, lag? }`.
 * `arrivals: "poisson"` marks a tool whose open loop is not evenly spaced.
 */
export const TOOLS = [
  plimsoll,
  wrk,
  ab,
  h2load,
  oha,
  hey,
  vegeta,
  k6,
  autocannon,
  undici,
  locust,
  mlperfLoadgen,
  aiperf,
  ghz,
  grpcJs,
];

/** Peers that could not be had on the machine this was written on, and why. */
export const LEFT_OUT = {
  perf_analyzer: "the Python registry serves only a placeholder (0.1.0) for Python 3.11 and glibc 2.36",
  wrk2: "in no package registry",
  Artillery: "its releases of this year need Node 22",
  Gatling: "its launcher downloads a bundle that is in no package registry",
  "inference-perf": "needs Python 3.12",
};
