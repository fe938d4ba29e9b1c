/**
 * One ONNX model (digits, fp32), one thread of ONNX Runtime on one core, behind our embedded server and behind real ones:
 * the highest rate at which p99 ≤ 50 ms, by bisection on Poisson traffic. The server has core 0, the client core 1.
 * Needs `npm run test:servers` once.
 *
 *     npm run build && node bench/servers/same-model.mjs [SECONDS=4] [NAMES=plimsoll,triton,mlserver,kserve,litserve,bentoml,fastapi]
 */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { startChildServer } from "plimsoll/internal";
import { MAIN } from "../lib/main.mjs";
import { pinThisProcess } from "./pin.mjs";
import { rowOf, startReal } from "./start.mjs";

const LIMIT_MS = 50;
const PRECISION = 1.06;
/** Enough for a p99: with fewer, no run has one. */
const LEAST_REQUESTS = 600;
const [seconds = "4", names = "plimsoll,triton,mlserver,kserve,litserve,bentoml,fastapi"] =
  process.argv.slice(2);

/**
 * p99 of the response time over all requests; Infinity when one in a hundred failed.
 * @param {readonly string[]} flags
 * @param {number} ratePerSec
 */
function p99At(flags, ratePerSec) {
  const load = ["--arrivals", "poisson", "--rate", ratePerSec.toFixed(1), "--slo", `p99<=${LIMIT_MS}ms`];
  const duration = Math.max(Number(seconds), LEAST_REQUESTS / ratePerSec);
  const out = `${tmpdir()}/plimsoll-same-model`;
  const time = ["--warmup", "1.5s", "--duration", `${duration}s`, "--json", "--out", out];
  const words = ["-c", "1", process.execPath, MAIN, "run", "steady"];
  const { stdout, stderr } = spawnSync("taskset", [...words, ...flags, ...load, ...time], {
    encoding: "utf8",
    cwd: tmpdir(),
  });
  if (stdout === "") throw new Error(stderr);
  const { slo } = JSON.parse(stdout);
  return slo[0].observedMs ?? Number.POSITIVE_INFINITY;
}

/**
 * Doubles until it breaks, then halves the gap.
 * @param {readonly string[]} flags
 */
function highestRate(flags) {
  const holds = (rate) => p99At(flags, rate) <= LIMIT_MS;
  let good = 0;
  let bad = 200;
  while (holds(bad)) [good, bad] = [bad, bad * 2];
  if (good === 0) good = bad / 8;
  while (bad / good > PRECISION) {
    const middle = Math.sqrt(good * bad);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

pinThisProcess(0);
console.log(`highest rate with p99 ≤ ${LIMIT_MS} ms, ${seconds} s a step`);
for (const name of names.split(",")) {
  if (name === "plimsoll") {
    const args = "--model digits --precision fp32 --port 0 --max-batch 32 --max-delay 1ms".split(" ");
    const server = await startChildServer(MAIN, args);
    console.log(`plimsoll serve  ${highestRate(["--url", server.url]).toFixed(0)}/s`);
    await server.stop();
    continue;
  }
  const { title, speaks } = rowOf(name);
  const server = await startReal(name);
  const [first] = speaks;
  if (first === undefined) throw new Error(`${title} speaks nothing that plimsoll knows`);
  const { target, port, path, flags = [] } = first;
  const rate = highestRate(["--target", target, "--url", server.url(port, path), ...flags]);
  console.log(`${title} (${target})  ${rate.toFixed(0)}/s`);
  await server.stop();
}
