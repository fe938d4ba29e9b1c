import type { GateResult } from "../result/gate-result.ts";
import type { RunResult } from "../result/run-result.ts";

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

/** What the two servers say of themselves, and what they are sent, that is not the same; empty where a side has no run. */
export function sidesThatDiffer(
  baseline: Target | null,
  candidate: Target | null,
): GateResult["differences"] {
  if (baseline === null || candidate === null) return [];
  const settings = new Set([...Object.keys(baseline.settings), ...Object.keys(candidate.settings)]);
  const facts = [
    ...Object.entries(FACTS).map(([what, read]) => [what, read(baseline), read(candidate)] as const),
    ...[...settings].map((name) => [name, baseline.settings[name], candidate.settings[name]] as const),
  ];
  return facts
    .filter(([, a, b]) => a !== b)
    .map(([what, a, b]) => ({
      what,
      baseline: String(a ?? NOT_TOLD),
      candidate: String(b ?? NOT_TOLD),
    }));
}
