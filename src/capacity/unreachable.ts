import type { CapacityProbe, CapacityResult } from "../result/capacity-result.ts";
import { RUN_FIGURES } from "../result/figures.ts";
import type { Objective } from "../result/objective.ts";
import { lineOf } from "./line.ts";
import { isSame, probeOf } from "./measured-probe.ts";
import type { Tier } from "./tier.ts";

type Unreachable = NonNullable<CapacityResult["unreachable"]>[number];

/** The objectives that no probe was shown to hold and the lowest load misses, each with the best that was observed of it, and where. */
export function unreachableOf(tiers: readonly Tier[], probes: readonly CapacityProbe[]): Unreachable[] {
  const known = probes.map(probeOf);
  const lost = tiers.flatMap((tier, index) => (lineOf(known, index).state === "unreachable" ? [tier] : []));
  const lowest = probes
    .filter(({ spoiled }) => !spoiled)
    .reduce<CapacityProbe | null>(
      (low, one) => (low !== null && low.ratePerSec <= one.ratePerSec ? low : one),
      null,
    );
  const found: Unreachable[] = [];
  for (const { name, objectives } of lost)
    for (const objective of objectives) {
      const isTold = found.some((one) => isSame(one.objective, objective));
      if (!isTold && missesAt(lowest, objective)) found.push({ tier: name, ...bestOf(objective, probes) });
    }
  return found;
}

function missesAt(probe: CapacityProbe | null, objective: Objective): boolean {
  if (probe === null) return false;
  // Of an overload no percentile is judged: it grows with the run.
  return (
    probe.overloaded || probe.objectives.find((one) => isSame(one.objective, objective))?.answer === "misses"
  );
}

/** The best observation of an objective in any probe that is not spoiled. */
function bestOf(objective: Objective, probes: readonly CapacityProbe[]): Omit<Unreachable, "tier"> {
  const isHigherBetter =
    objective.kind === "attainment" ||
    (objective.kind === "figure" && RUN_FIGURES[objective.figure].better === "higher");
  let best: { observed: number; unit: string; ratePerSec: number } | null = null;
  for (const { spoiled, objectives, ratePerSec } of probes) {
    const judged = objectives.find((one) => isSame(one.objective, objective));
    if (spoiled || judged === undefined || judged.observed === null) continue;
    const { observed, unit } = judged;
    const isBetter = best === null || (isHigherBetter ? observed > best.observed : observed < best.observed);
    if (isBetter) best = { observed, unit, ratePerSec };
  }
  return {
    objective: objective.text,
    observed: best?.observed ?? null,
    unit: best?.unit ?? "ms",
    ratePerSec: best?.ratePerSec ?? null,
  };
}
