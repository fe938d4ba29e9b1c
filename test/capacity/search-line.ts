import { findLine } from "../../src/capacity/find-line.ts";
import { type Line, lineOf } from "../../src/capacity/line.ts";
import type { LinePlan, PlannedProbe, Probe } from "../../src/capacity/probe.ts";

export function planOf(given: Partial<LinePlan> = {}): LinePlan {
  return {
    firstPerSec: 55,
    peakPerSec: 100,
    lowestPerSec: 1,
    highestPerSec: 1e6,
    tolerance: 0.05,
    mostProbes: 12,
    mostErrors: 0.05,
    tiers: 1,
    ...given,
  };
}

export interface Searched {
  readonly probes: readonly Probe[];
  readonly asked: readonly PlannedProbe[];
  readonly reason: string;
  readonly line: Line;
}

/** Asks the search until it stops. */
export function searchLine(
  plan: LinePlan,
  probe: (planned: PlannedProbe) => Probe["answers"],
  known: readonly Probe[] = [],
  failedShare = 0,
): Searched {
  const [probes, asked] = [[...known], [] as PlannedProbe[]];
  for (;;) {
    const decision = findLine(plan, probes);
    if (decision.kind === "stop") return { probes, asked, reason: decision.reason, line: lineOf(probes, 0) };
    if (asked.length > 100) throw new Error("the search does not end");
    const { ratePerSec, take } = decision.next;
    asked.push(decision.next);
    probes.push({ ratePerSec, take, answers: probe(decision.next), failedShare });
  }
}
