/**
 * How fast is the simulator? Millions of simulated requests per second of CPU time of one core, for 8 replicas with batching, without and with the
 * recorder that makes a result of them: the best of several runs, and their median, since other programs share the machine.
 *
 *     npm run bench:simulator-speed [-- RUNS=7]
 */
import { RunRecorder } from "plimsoll/internal";
import { simulateFleet, WARMUP_MS } from "./simulate-fleet.mjs";

const RUNS = Number(process.argv[2] ?? 7);
const MEASURE_MS = 20_000;
const ROUTERS = ["round-robin", "least-outstanding", "p2c", "random", "central"];

/** @param {string} router @param {import("plimsoll/internal").OnSample} onSample */
function speed(router, onSample) {
  const fleet = { service: "affine:2ms+0.3ms,max=32", ratePerSec: 15_000, replicas: 8, router, maxBatch: 32 };
  const before = process.cpuUsage();
  let requests = 0;
  simulateFleet(fleet, 1, MEASURE_MS, (sample) => {
    requests++;
    onSample(sample);
  });
  return requests / process.cpuUsage(before).user;
}

/** @param {string} router */
function recorded(router) {
  const recorder = new RunRecorder({
    shards: 1,
    measureFromMs: WARMUP_MS,
    measureMs: MEASURE_MS,
    offeredPerWindow: () => 0,
    onWindow() {},
  });
  let windowMs = 0;
  return speed(router, (sample) => {
    recorder.add(sample);
    if (sample.doneMs < windowMs + 1000) return;
    windowMs += 1000;
    recorder.progress(0, windowMs, 0);
  });
}

/** @param {() => number} run */
function bestAndMedian(run) {
  run();
  const found = Array.from({ length: RUNS }, run).toSorted((a, b) => a - b);
  return `${found.at(-1)?.toFixed(2)} (${found[found.length >> 1]?.toFixed(2)})`;
}

console.log(`8 replicas, 15 000/s, batches of up to 32, Node ${process.version}: best (median) of ${RUNS}\n`);
console.log("| router | M requests/s | with the recorder |\n| --- | ---: | ---: |");
for (const router of ROUTERS)
  console.log(
    `| ${router} | ${bestAndMedian(() => speed(router, () => {}))} | ${bestAndMedian(() => recorded(router))} |`,
  );
