import { largest } from "../core/extremes.ts";
import type { RunWindow } from "../result/window.ts";

const SECOND_MS = 1000;
/** The most windows that are stored: a day of seconds. */
const MOST_WINDOWS = 86_400;
/** How many seconds are joined, in rising order. */
const JOINED = [10, 60, 600, 3600];

/**
 * The windows of a run as its document holds them, with their length, ms. A run of more than a day has windows of 10 s,
 * 60 s, … so that the document does not grow without end; none joins two phases. Percentiles of seconds cannot be joined
 * into one, so a joined window has those of its worst second.
 */
export function storedWindows(seconds: readonly RunWindow[]): { windowMs: number; windows: RunWindow[] } {
  if (seconds.length <= MOST_WINDOWS) return { windowMs: SECOND_MS, windows: [...seconds] };
  const size = JOINED.find((each) => seconds.length / each <= MOST_WINDOWS) ?? 3600;
  const groups: RunWindow[][] = [];
  for (const second of seconds) {
    const group = groups.at(-1);
    if (group === undefined || group.length === size || group[0]?.phase !== second.phase)
      groups.push([second]);
    else group.push(second);
  }
  return { windowMs: size * SECOND_MS, windows: groups.flatMap(joined) };
}

function joined(group: readonly RunWindow[]): RunWindow[] {
  const [first] = group;
  if (first === undefined) return [];
  const sum = (pick: (window: RunWindow) => number) =>
    group.reduce((total, window) => total + pick(window), 0);
  const worst = (pick: (window: RunWindow) => number | null) => {
    const known = group.map(pick).filter((value) => value !== null);
    return known.length === 0 ? null : largest(known);
  };
  return [
    {
      ...first,
      offered: sum(({ offered }) => offered),
      ok: sum(({ ok }) => ok),
      failed: sum(({ failed }) => failed),
      inFlight: largest(
        group.map(({ inFlight }) => inFlight),
        0,
      ),
      p50Ms: worst(({ p50Ms }) => p50Ms),
      p99Ms: worst(({ p99Ms }) => p99Ms),
      maxMs: worst(({ maxMs }) => maxMs),
    },
  ];
}
