import { createHistogram, performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { MomentWaits } from "./moment-waits.ts";
import {
  PROBE_EVERY_MS,
  SPIN_MS,
  WITNESS_CLOSED,
  type WitnessReport,
  type WitnessShared,
} from "./witness.ts";

/** The shortest stretch without waking that counts as standing still, ms: shorter ones are the scheduler's everyday. */
const LEAST_STALL_MS = 100;

// The witness thread. It sleeps and wakes as the pacer does, but sends nothing, so its lateness is that of the machine.
// It takes 1.5 % of a core.
const { control, spanMs } = workerData as WitnessShared;
const lateNs = createHistogram();
const waits = new MomentWaits(PROBE_EVERY_MS);
const stalls = { longest: 0, total: 0 };

for (let dueMs = performance.now() + PROBE_EVERY_MS; Atomics.load(control, 0) !== WITNESS_CLOSED; ) {
  Atomics.wait(control, 0, 0, Math.max(0, dueMs - SPIN_MS - performance.now()));
  while (performance.now() < dueMs);
  const nowMs = performance.now();
  // Only the part of a stall that lies within the watched time has touched its figures.
  const [fromMs = 0, toMs = 0] = spanMs;
  const lateMs = Math.min(nowMs, toMs) - Math.max(dueMs, fromMs);
  if (lateMs > 0) {
    waits.add(lateMs);
    lateNs.record(Math.max(1, Math.round(lateMs * 1e6)));
    if (lateMs >= LEAST_STALL_MS) {
      stalls.longest = Math.max(stalls.longest, lateMs);
      stalls.total += lateMs;
    }
  }
  // A probe that came very late is followed by one on time, not by a volley.
  dueMs = Math.max(dueMs + PROBE_EVERY_MS, performance.now());
}
const report: WitnessReport = {
  lag: {
    p50: lateNs.percentile(50) / 1e6,
    p99: lateNs.percentile(99) / 1e6,
    max: lateNs.max / 1e6,
    count: lateNs.count,
  },
  waits: waits.shares,
  stalls,
};
parentPort?.postMessage(report);
