import type { Clock } from "../core/clock.ts";

/**
 * The clock of a run, ms: `performance.now()`, which is monotonic and has one origin for all threads of a process.
 */
export const monotonicClock: Clock = { nowMs: () => performance.now() };

/**
 * The value of CLOCK_MONOTONIC, ns, at which `nowMs()` reads 0. Every process of a Linux host shares that clock. The
 * tightest of 20 readings keeps the error well below a microsecond.
 */
export function monotonicOriginNs(): bigint {
  let tightestMs = Number.POSITIVE_INFINITY;
  let originNs = 0n;
  for (let attempt = 0; attempt < 20; attempt++) {
    const beforeMs = performance.now();
    const ns = process.hrtime.bigint();
    const spreadMs = performance.now() - beforeMs;
    if (spreadMs >= tightestMs) continue;
    tightestMs = spreadMs;
    originNs = ns - BigInt(Math.round((beforeMs + spreadMs / 2) * 1e6));
  }
  return originNs;
}
