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
 * What a tool says of its run, how it is started, and whether it is there: its version, or why it is missing.
 * @typedef {{ label: string, value: number }} Lag
 * @typedef {{ requests: number, ratePerSec: number, p50Ms?: number | undefined, p99Ms?: number | undefined, lag?: Lag }} Figures
 * @typedef {{ command: string[], parse: (stdout: string, stderr: string) => Figures }} Start
 * @typedef {{ version: string, missing?: undefined } | { missing: string, version?: undefined }} Probed
 *
 * @typedef {{ url: string, connections: number, seconds: number }} ClosedLoad
 * @typedef {ClosedLoad & { ratePerSec: number }} Load
 *
 * A tool has the loads that it can make. `arrivals` marks one whose open loop is not evenly spaced.
 * @typedef {object} Tool
 * @property {string} name
 * @property {() => Probed} probe
 * @property {(load: ClosedLoad) => Start} [closed]
 * @property {(load: Load) => Start} [open]
 * @property {(load: Load) => Start} [grpc]
 * @property {"poisson"} [arrivals]
 */

/** @type {Tool[]} */
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
