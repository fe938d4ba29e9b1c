import type { GateResult } from "../result/gate-result.ts";
import type { RunResult } from "../result/run-result.ts";
import { median } from "../stats/median.ts";

type Target = RunResult["target"];

const FACTS: Readonly<Record<string, (target: Target) => string | number | null>> = {
  protocol: ({ kind }) => kind,
  server: ({ server }) => server,
  model: ({ model }) => model,
  precision: ({ precision }) => precision,
  "model file (SHA-256)": ({ modelSha256 }) => modelSha256?.slice(0, 12) ?? null,
  weights: ({ weights }) => weights,
  "items in a request": ({ itemsPerRequest }) => itemsPerRequest,
  requests: ({ payload }) => payload,
};
const NOT_TOLD = "not told";
/** The least difference of two mean clocks that is named: they move by themselves, with load and heat. */
const CLOCKS_DIFFER = 0.02;

/**
 * What the two servers say of themselves, what they are sent, and what machine and GPU clocks the runs found, that is not the same on both sides
 * or changed during the gate; empty where a side has no run.
 */
export function sidesThatDiffer(
  baseline: readonly RunResult[],
  candidate: readonly RunResult[],
): GateResult["differences"] {
  if (baseline.length === 0 || candidate.length === 0) return [];
  const [a, b] = [baseline.map(factsOf), candidate.map(factsOf)];
  const names = new Set([...a, ...b].flatMap((facts) => Object.keys(facts)));
  const told = [...names].map((what) => ({
    what,
    baseline: valuesOf(a, what),
    candidate: valuesOf(b, what),
  }));
  return [...told.filter((row) => row.baseline !== row.candidate), ...clocksThatDiffer(baseline, candidate)];
}

function factsOf({ target, environment }: RunResult): Record<string, string> {
  const facts = [
    ...Object.entries(FACTS).map(([what, read]) => [what, read(target)] as const),
    ...Object.entries(target.settings),
    ...Object.entries(environment).map(([what, value]) => [`machine: ${what}`, value] as const),
  ];
  return Object.fromEntries(facts.map(([what, value]) => [what, String(value ?? NOT_TOLD)]));
}

/** What the runs of a side say of one fact, each value once. */
function valuesOf(runs: readonly Record<string, string>[], what: string): string {
  return [...new Set(runs.map((facts) => facts[what] ?? NOT_TOLD))].join(", then ");
}

function clocksThatDiffer(
  baseline: readonly RunResult[],
  candidate: readonly RunResult[],
): GateResult["differences"] {
  const clock = (runs: readonly RunResult[]) =>
    median(runs.flatMap(({ telemetry }) => telemetry.flatMap(({ smClockMhz }) => smClockMhz.mean ?? [])));
  const [a, b] = [clock(baseline), clock(candidate)];
  if (a === null || b === null || Math.abs(b / a - 1) < CLOCKS_DIFFER) return [];
  const words = (megahertz: number) => `${Math.round(megahertz)} MHz`;
  return [{ what: "GPU clock, median of the runs", baseline: words(a), candidate: words(b) }];
}
