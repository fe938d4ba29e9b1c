/**
 * The same closed loop against a real Triton, by Plimsoll and by NVIDIA's own client in turn: throughput, p50 and p99 must agree.
 * With two in flight Triton runs them as one batch now and then; with few items Python's own time shows. The server has
 * core 0, the client core 1.
 * Needs `npm run test:servers -- triton` and `npm run test:interop` once.
 *
 *     npm run build && node bench/servers/cross-check.mjs [PAIRS=10] [SECONDS=5] [CONCURRENCY=1] [BATCH=4]
 */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { MAIN } from "../lib/main.mjs";
import { pinThisProcess } from "./pin.mjs";
import { startReal } from "./start.mjs";

const WARMUP_S = 1.5;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [pairs = 10, seconds = 5, concurrency = 1, batch = 4] = process.argv.slice(2).map(Number);
const onClientCore = (...words) => {
  const { stdout, stderr } = spawnSync("taskset", ["-c", "1", ...words], {
    encoding: "utf8",
    cwd: tmpdir(),
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
};

function ours(url) {
  const out = `${tmpdir()}/plimsoll-cross-check`;
  const load = ["--concurrency", concurrency, "--batch", batch, "--driver", "plimsoll"];
  const time = ["--warmup", `${WARMUP_S}s`, "--duration", `${seconds}s`, "--json", "--out", out];
  const words = ["run", "steady", "--url", url, ...load, ...time].map(String);
  const result = onClientCore(process.execPath, MAIN, ...words);
  const { p50, p99 } = result.latencyMs.service;
  return { perSec: result.load.achievedPerSec, p50Ms: p50, p99Ms: p99 };
}

function theirs(url) {
  const python = here("../../.venv/interop/bin/python");
  const words = [new URL(url).host, concurrency, batch, WARMUP_S, seconds].map(String);
  return onClientCore(python, here("./tritonclient_loop.py"), ...words);
}

pinThisProcess(0);
const server = await startReal("triton");
try {
  const url = server.url("http");
  const ratios = { perSec: [], p50Ms: [], p99Ms: [] };
  for (let pair = 1; pair <= pairs; pair++) {
    const inOrder = pair % 2 === 0 ? [theirs, ours] : [ours, theirs];
    const seen = new Map(inOrder.map((client) => [client, client(url)]));
    const [a, b] = [seen.get(ours), seen.get(theirs)];
    for (const key of Object.keys(ratios)) ratios[key].push(a[key] / b[key]);
    const show = ({ perSec, p50Ms, p99Ms }) =>
      `${perSec.toFixed(0)}/s p50 ${p50Ms.toFixed(2)} p99 ${p99Ms.toFixed(2)} ms`;
    console.log(`pair ${pair}  plimsoll ${show(a)}   tritonclient ${show(b)}`);
  }
  for (const [key, values] of Object.entries(ratios)) {
    const logs = values.map(Math.log);
    const mean = logs.reduce((sum, x) => sum + x, 0) / pairs;
    const sd = Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (pairs - 1));
    // Student's t for 9 degrees of freedom; a little wide for more pairs.
    const half = (2.262 * sd) / Math.sqrt(pairs);
    const [low, middle, high] = [mean - half, mean, mean + half].map((x) => Math.exp(x).toFixed(3));
    console.log(`${key}: plimsoll ÷ tritonclient ${middle} (95 % ${low} to ${high}), ${pairs} pairs`);
  }
} finally {
  await server.stop();
}
