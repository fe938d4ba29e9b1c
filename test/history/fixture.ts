import { createRng, normal } from "../../src/core/rng.ts";
import { assembleHistory } from "../../src/history/assemble-history.ts";
import { entryOf, type HistoryEntry } from "../../src/history/entry.ts";
import type { History } from "../../src/history/history.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { numberedRun } from "../compare/fixture.ts";

export const RULE = { alpha: 0.01, permutations: 199, fewest: 3, seed: 1 };

/** A day after the first of January 2026, as a run states when it began. */
export const dayOf = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number)).toISOString();

/** A result of each day, whose response times are around so many times those of the good run, by 1 % of noise. */
export function nightly(
  times: readonly number[],
  changes: (day: number) => Partial<RunResult> = () => ({}),
): HistoryEntry[] {
  const rng = createRng(1, "nights");
  return times.map((level, day) =>
    entryOf(
      `night-${day}`,
      numberedRun(level * (1 + 0.01 * normal(rng)), day, {
        startedAt: dayOf(day),
        origin: { label: `v${day}`, commit: String(day).padStart(40, "0") },
        ...changes(day),
      }),
    ),
  );
}

/** So many nights at each of the levels. */
export function levels(...parts: readonly (readonly [times: number, nights: number])[]): number[] {
  return parts.flatMap(([times, nights]) => Array.from({ length: nights }, () => times));
}

export function historyOf(
  entries: readonly HistoryEntry[],
  metrics: readonly string[] | null = null,
): History {
  return assembleHistory(entries, metrics, RULE, [], "0.0.0");
}
