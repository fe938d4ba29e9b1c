import { formatCount, formatShare, formatSpan, plural } from "../../core/format.ts";
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

/** What became of the attempts that came to each gateway before a simulated fleet, a sentence each. */
export function gatewaySentences({ simulation }: RunResult): string[] {
  return (simulation?.gateways ?? []).map(({ gateway, arrived, answered, refused, meanWaitMs }) => {
    const ends = [
      ...(answered === 0
        ? []
        : [`${formatCount(answered)} (${formatShare(answered, arrived)}) were answered there`]),
      ...(refused === 0 ? [] : [`${formatCount(refused)} (${formatShare(refused, arrived)}) were refused`]),
      ...(meanWaitMs === null ? [] : [`those that went on had waited ${formatSpan(meanWaitMs)} on average`]),
    ];
    const became = ends.length === 0 ? "all went on" : ends.join(", ");
    return `${gateway}: of ${plural(arrived, "attempt")} in the measured part, ${became}`;
  });
}
