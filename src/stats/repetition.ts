import type { TrafficCycle } from "../arrivals/arrival-process.ts";
import { arrivalProcess } from "../arrivals/index.ts";
import { formatNumber } from "../core/format.ts";
import { formatDurationMs } from "../core/units.ts";
import type { BurstMetrics } from "../result/burst.ts";
import type { Load } from "../scenario/scenario.ts";
import { isStationary } from "../scenario/stationary.ts";

/** Least share of its theoretical dispersion that the traffic of a run must have had, at the longest window it tells. */
const LEAST_DISPERSION = 0.5;
/** Longest measured part that a scenario may have, ms. */
const MOST_MEASURED_MS = 86_400_000;

/**
 * Why the spread within a run does not tell how far its figures may be off, in words; null where it does. What makes
 * figures vary must have happened often enough in the run: by plan, and not far less in this draw of it. A run in which
 * no burst fell looks like one of steady traffic, so the run itself cannot be asked.
 *
 * @param measuredMs length of the measured part
 */
export function whyUnrepeated(load: Load, measuredMs: number, sent: BurstMetrics): string | null {
  if (!isStationary(load)) return "the rate changes by plan: no part of the run repeats another";
  if (load.kind !== "open") return null;
  const { cycle, idc } = arrivalProcess(load.arrivals).theory(load.arrivals);
  if (cycle === undefined)
    return `${load.arrivals.kind} traffic has bursts at every time scale: no part of a run repeats another`;
  return tooFewCycles(cycle, measuredMs) ?? (idc === undefined ? null : tooCalm(idc, sent));
}

function tooFewCycles({ meanMs, needed, noun }: TrafficCycle, measuredMs: number): string | null {
  const held = meanMs === 0 ? Number.POSITIVE_INFINITY : measuredMs / meanMs;
  if (held >= needed) return null;
  const lengthMs = roundUp(needed * meanMs);
  const cure =
    lengthMs > MOST_MEASURED_MS ? "more than a run can hold" : `--duration ${formatDurationMs(lengthMs)}`;
  return `the run holds about ${formatNumber(held, 2)} ${noun}; ${needed} are needed: ${cure}`;
}

/** Rounds a length of time up to one that people would choose: whole seconds, above two minutes whole minutes. */
function roundUp(lengthMs: number): number {
  const stepMs = lengthMs > 120_000 ? 60_000 : 1000;
  return Math.ceil(lengthMs / stepMs) * stepMs;
}

function tooCalm(idc: (windowSec: number) => number, { windows }: BurstMetrics): string | null {
  const told = Object.entries(windows).flatMap(([sec, window]) =>
    window.idc === null ? [] : [{ sec: Number(sec), sent: window.idc, planned: idc(Number(sec)) }],
  );
  const longest = told.reduce<(typeof told)[number] | null>(
    (a, b) => (a !== null && a.sec > b.sec ? a : b),
    null,
  );
  if (longest === null || longest.sent >= LEAST_DISPERSION * longest.planned) return null;
  const { sec, sent, planned } = longest;
  return (
    `the traffic of this run was much calmer than its process is in the long run (dispersion of counts over ${sec} s: ` +
    `${formatNumber(sent, 2)}, where ${formatNumber(planned, 2)} is expected): a longer run, or other seeds, are needed`
  );
}
