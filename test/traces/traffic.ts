import { type Arrivals, startArrivals } from "../../src/arrivals/index.ts";
import { createRng } from "../../src/core/rng.ts";
import { BurstAccumulator } from "../../src/stats/burst.ts";
import { BacklogCurve } from "../../src/traces/backlog.ts";
import type { TraceShape } from "../../src/traces/fit.ts";

/** Offsets in ms of a process over some seconds. */
export function generate(arrivals: Arrivals, seconds: number, seed: number): Float64Array {
  const next = startArrivals(arrivals, createRng(seed, "arrivals"), {
    horizonMs: seconds * 1000,
    traces: {},
  });
  const times: number[] = [];
  for (let atMs = next(); atMs < seconds * 1000; atMs = next()) times.push(atMs);
  const [first = 0] = times;
  return Float64Array.from(times, (atMs) => atMs - first);
}

export function burstOf(times: Iterable<number>): BurstAccumulator {
  const burst = new BurstAccumulator();
  for (const atMs of times) burst.add(atMs);
  return burst;
}

/** What a fit knows of a trace. */
export function shapeOf(times: Float64Array): TraceShape {
  const accumulator = burstOf(times);
  const burst = accumulator.finish();
  const ratePerSec = burst.ratePerSec ?? Number.NaN;
  const backlog = new BacklogCurve(ratePerSec);
  for (const atMs of times) backlog.add(atMs);
  return {
    ratePerSec,
    durationSec: (times.at(-1) ?? 0) / 1000,
    burst,
    idcCurve: accumulator.idcCurve(),
    waitsSec: backlog.p99WaitSec(),
  };
}

const MAX_BATCH = 32;
const SLO_MS = 5000;

/** p99 latency of one server that takes all that waits, at most 32, when idle, for f·(0.2 + 0.03·b) s. */
function p99Ms(times: Float64Array, factor: number): number {
  const latencies = new Float64Array(times.length);
  let freeMs = 0;
  for (let first = 0; first < times.length; ) {
    const startMs = Math.max(freeMs, times[first] ?? 0);
    let end = first + 1;
    while (end < times.length && end - first < MAX_BATCH && (times[end] ?? 0) <= startMs) end++;
    freeMs = startMs + factor * (200 + 30 * (end - first));
    for (; first < end; first++) latencies[first] = freeMs - (times[first] ?? 0);
  }
  return latencies.sort()[Math.ceil(0.99 * times.length) - 1] ?? Number.NaN;
}

/** Load, as a share of the largest throughput, at which p99 comes to 5 s. */
export function carriedLoad(times: Float64Array, ratePerSec: number): number {
  let [low, high] = [Math.log(0.001), Math.log(25)];
  for (let i = 0; i < 16; i++) {
    const middle = (low + high) / 2;
    if (p99Ms(times, Math.exp(middle) / ratePerSec) <= SLO_MS) low = middle;
    else high = middle;
  }
  return Math.exp(low) / (MAX_BATCH / (0.2 + 0.03 * MAX_BATCH));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2;
}
