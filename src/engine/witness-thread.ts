import { createHistogram, performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import type { DelaySummary } from "../result/generator.ts";
import { PROBE_EVERY_MS, SPIN_MS, WITNESS_CLOSED } from "./witness.ts";

// The witness thread. It sleeps and wakes as the pacer does, but sends nothing, so its lateness is that of the machine.
// It takes 1.5 % of a core.
const control = workerData as Int32Array;
const lateNs = createHistogram();

for (let dueMs = performance.now() + PROBE_EVERY_MS; Atomics.load(control, 0) !== WITNESS_CLOSED; ) {
  Atomics.wait(control, 0, 0, Math.max(0, dueMs - SPIN_MS - performance.now()));
  while (performance.now() < dueMs);
  lateNs.record(Math.max(1, Math.round((performance.now() - dueMs) * 1e6)));
  // A probe that came very late is followed by one on time, not by a volley.
  dueMs = Math.max(dueMs + PROBE_EVERY_MS, performance.now());
}
const summary: DelaySummary = {
  p50: lateNs.percentile(50) / 1e6,
  p99: lateNs.percentile(99) / 1e6,
  max: lateNs.max / 1e6,
  count: lateNs.count,
};
parentPort?.postMessage(summary);
