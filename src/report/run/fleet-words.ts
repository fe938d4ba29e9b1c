import { formatCount, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

/** The simulated fleet in words, part by part; empty where a server was measured. */
export function fleetParts({ source, target }: RunResult): string[] {
  if (source !== "simulated") return [];
  return Object.entries(target.settings).map(([part, words]) => `${part}: ${words}`);
}

/** What simulated clients sent again, as a sentence; null where they send each request once. */
export function resentSentence({ simulation }: RunResult): string | null {
  const resent = simulation?.resent ?? null;
  if (resent === null) return null;
  const { retried, hedged, wonByHedge } = resent;
  const hedges = hedged === 0 ? "" : `, of which ${formatCount(wonByHedge)} were answered first`;
  return `${plural(retried, "attempt")} followed a failed one; ${plural(hedged, "attempt")} went beside one whose answer was late${hedges}`;
}
