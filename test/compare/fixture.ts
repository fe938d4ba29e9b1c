import type { GivenSide } from "../../src/compare/side.ts";
import type { ResultDocument } from "../../src/result/document.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { runOf } from "../gate/fixture.ts";

/** A run whose response times are so many times those of the good one, told apart from others by its number. */
export function numberedRun(times: number, number: number, changes: Partial<RunResult> = {}): RunResult {
  const run = runOf(times);
  const { response } = run.latencyMs;
  const p99 = (response.p99 ?? 3) * times;
  return {
    ...run,
    startedAt: `2026-11-${String(1 + (number % 28)).padStart(2, "0")}T10:00:00.000Z`,
    startedMonotonicNs: String(number),
    seed: number,
    schedule: { ...run.schedule, sha256: `schedule ${number}` },
    latencyMs: { ...run.latencyMs, response: { ...response, p99 } },
    ...changes,
  };
}

/** A side of these documents. */
export function sideOf(label: string, documents: readonly ResultDocument[]): GivenSide {
  return { label, documents: documents.map((document, i) => ({ name: `${label}/${i + 1}`, document })) };
}

/** Runs of a side that differ by noise of a percent or so, around so many times the good one. */
export function noisyRuns(times: number, count: number, from = 1): RunResult[] {
  return Array.from({ length: count }, (_, i) =>
    numberedRun(times * (1 + 0.01 * Math.sin(3 * (from + i))), from + i),
  );
}
