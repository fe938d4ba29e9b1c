import type { SweepResult } from "../../result/sweep-result.ts";

/** What a reader must know of objectives that only the scenario brings; null where there are none. */
export function scenarioSloNote({ scenarioSlo }: SweepResult): string | null {
  if (scenarioSlo.length === 0) return null;
  const options = scenarioSlo.map((text) => `--slo '${text}'`).join(" ");
  return `the scenario brings ${scenarioSlo.join(", ")}: the report of each run says whether it holds, and no point was chosen by it; \`${options}\` would`;
}
