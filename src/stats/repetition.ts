import type { TrafficCycle } from "../arrivals/arrival-process.ts";
import { arrivalProcess } from "../arrivals/index.ts";
import { formatCount, formatNumber } from "../core/format.ts";
import { formatDurationMs } from "../core/units.ts";
import type { BurstMetrics } from "../result/burst.ts";
import type { Load } from "../scenario/scenario.ts";
import { isStationary } from "../scenario/stationary.ts";

/** Least share of its theoretical dispersion that the traffic of a run must have had, at the longest window it tells. */
const LEAST_DISPERSION = 0.5;
/** Fewest cycles of its traffic that a run must hold for a change of response time not to be the traffic's own. */
const FEWEST_CYCLES = 30;
/** Longest measured part that a scenario may have, ms. */
const MOST_MEASURED_MS = 86_400_000;

/** A run that does not hold enough of what makes its figures vary. */
export interface Unrepeated {
  /** Why, in words, with the length that would be enough where there is one. */
  readonly why: string;
  /** Number of repetitions that it holds, at least 1: what it is worth at the very least. */
  readonly cycles: number;
}

/**
 * Why the spread within a run does not tell how far its figures may be off; null where it does. What makes
 * figures vary must have happened often enough in the run: by plan, and not far less in this draw of it. A run in which
 * no burst fell looks like one of steady traffic, so the run itself cannot be asked.
 *
 * @param measuredMs length of the measured part
 */
export function whyUnrepeated(load: Load, measuredMs: number, sent: BurstMetrics): Unrepeated | null {
  if (!isStationary(load)) return once("the rate changes by plan: no part of the run repeats another");
  if (load.kind !== "open") return null;
  const { cycle, idc } = arrivalProcess(load.arrivals).theory(load.arrivals);
  if (cycle === undefined) return once(endless(load.arrivals.kind));
  const held = cyclesHeld(cycle, measuredMs);
  const why = tooFewCycles(cycle, held) ?? (idc === undefined ? null : tooCalm(idc, sent));
  return why === null ? null : { why, cycles: Math.max(1, held) };
}

function once(why: string): Unrepeated {
  return { why, cycles: 1 };
}

/**
 * Why the traffic alone may give a run a trend, a step or an episode, in words; null where it hardly can. A few bursts fall
 * together by chance, and a server that stays as it is answers more slowly for as long.
 *
 * @param measuredMs length of the measured part
 */
export function whyTrafficWanders(load: Load, measuredMs: number): string | null {
  if (load.kind !== "open") return null;
  const { cycle } = arrivalProcess(load.arrivals).theory(load.arrivals);
  if (cycle === undefined) return endless(load.arrivals.kind);
  const needed = Math.min(cycle.needed, FEWEST_CYCLES);
  return tooFewCycles({ ...cycle, needed }, cyclesHeld(cycle, measuredMs));
}

/** Length of a measured part that holds as many repetitions of its traffic as are needed, ms; 0 where none are, or none are enough. */
export function repeatedAfterMs(load: Load): number {
  if (load.kind !== "open") return 0;
  const { cycle } = arrivalProcess(load.arrivals).theory(load.arrivals);
  return cycle === undefined ? 0 : cycle.needed * cycle.meanMs;
}

function endless(kind: string): string {
  return `${kind} traffic has bursts at every time scale: no part of a run repeats another`;
}

function cyclesHeld({ meanMs }: TrafficCycle, measuredMs: number): number {
  return meanMs === 0 ? Number.POSITIVE_INFINITY : measuredMs / meanMs;
}

function tooFewCycles({ meanMs, needed, noun }: TrafficCycle, held: number): string | null {
  if (held >= needed) return null;
  const cure = durationThatHolds(needed * meanMs) ?? "more than a run can hold";
  return `the run holds about ${formatNumber(held, 2)} ${noun}; ${formatCount(needed)} are needed: ${cure}`;
}

/**
 * The option for a measured part of at least a length of time, rounded up to one that people would choose: whole seconds, above
 * two minutes whole minutes. Null for a length that a run cannot have.
 */
export function durationThatHolds(lengthMs: number): string | null {
  const stepMs = lengthMs > 120_000 ? 60_000 : 1000;
  const roundedMs = Math.ceil(lengthMs / stepMs) * stepMs;
  return roundedMs > MOST_MEASURED_MS ? null : `--duration ${formatDurationMs(roundedMs)}`;
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
