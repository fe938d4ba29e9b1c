import type { RunResult } from "../../../result/run-result.ts";
import type { RunWindow } from "../../../result/window.ts";

/** Some seconds of a run, drawn as one point of the timeline. */
export interface TimelineBin {
  /** From the begin of the measured part, as in latency.hlog; below 0 in the warm-up. */
  readonly fromSec: number;
  readonly lengthSec: number;
  readonly offeredPerSec: number;
  readonly okPerSec: number;
  readonly failedPerSec: number;
  readonly inFlight: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** The most points of the timeline: more cannot be told apart on a page, and make the file of a long run large. */
const MOST_BINS = 360;

/**
 * The seconds of a run in bins for the timeline. Rates are means over the bin. Percentiles of different seconds
 * cannot be averaged into one, so a bin shows those of its worst second: never better than what was measured.
 */
export function timelineBins(result: RunResult): { bins: TimelineBin[]; widthMs: number } {
  const perBin = Math.max(1, Math.ceil(result.windows.length / MOST_BINS));
  const bins: TimelineBin[] = [];
  for (let index = 0; index < result.windows.length; index += perBin) {
    bins.push(binOf(result.windows.slice(index, index + perBin), result));
  }
  return { bins, widthMs: perBin * result.windowMs };
}

function binOf(windows: readonly RunWindow[], { windowMs, schedule }: RunResult): TimelineBin {
  const perSec = (pick: (window: RunWindow) => number) =>
    windows.reduce((sum, window) => sum + pick(window), 0) / ((windows.length * windowMs) / 1000);
  const worst = (pick: (window: RunWindow) => number | null) =>
    windows
      .map(pick)
      .reduce((most, value) => (most === null || (value !== null && value > most) ? value : most), null);
  return {
    fromSec: ((windows[0]?.startMs ?? 0) - schedule.measureFromMs) / 1000,
    lengthSec: (windows.length * windowMs) / 1000,
    offeredPerSec: perSec((window) => window.offered),
    okPerSec: perSec((window) => window.ok),
    failedPerSec: perSec((window) => window.failed),
    inFlight: worst((window) => window.inFlight) ?? 0,
    p50Ms: worst((window) => window.p50Ms),
    p99Ms: worst((window) => window.p99Ms),
    maxMs: worst((window) => window.maxMs),
  };
}

/** A stretch of the time axis that is not measured. */
export interface Stretch {
  readonly fromSec: number;
  readonly toSec: number;
  readonly label: string;
}

/** The stretches before and after the measured part. */
export function shadedPhases(result: RunResult): Stretch[] {
  const stretch = (phase: RunWindow["phase"], label: string) => {
    const windows = result.windows.filter((window) => window.phase === phase);
    const first = windows[0];
    const last = windows.at(-1);
    if (first === undefined || last === undefined) return [];
    const secOf = (atMs: number) => (atMs - result.schedule.measureFromMs) / 1000;
    return [{ fromSec: secOf(first.startMs), toSec: secOf(last.startMs + result.windowMs), label }];
  };
  return [...stretch("warmup", "warm-up"), ...stretch("drain", "drain")];
}
