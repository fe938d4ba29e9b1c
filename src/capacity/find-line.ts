import { largest } from "../core/extremes.ts";
import { formatRate, formatShare } from "../core/format.ts";
import { type Bracket, bracketOf } from "./bracket.ts";
import { lineOf } from "./line.ts";
import type { LineDecision, LinePlan, PlannedProbe, Probe, Purpose } from "./probe.ts";

/** Factors between which a rate that was probed is from its side of the bracket to count as a guard point. */
const GUARDED = { from: 1.15, to: 1.6 };
/** Factor from the bracket to a guard point that is probed for that alone. */
const GUARD = 1.25;
/** Factor between the rates of the grid that is measured where order is violated. */
const GRID = 1.15;
/** Factor from the highest rate to the next: beyond the peak, and where nothing is known of one. */
const UPWARD = { beyondPeak: 1.3, unknown: 2 };

/**
 * Decides the next probe of a search for the load line: the highest rate at which the objectives are shown to hold. It brackets the
 * line, halves the bracket, probes a guard point above and below, and confirms the answer with a fresh seed (the last two unless the plan
 * leaves them out). A probe that decides nothing counts for neither side. Where a rate holds above one that misses, a grid is measured instead.
 *
 * A pure function of the plan and of the probes so far: an interrupted search goes on where it was.
 */
export function findLine(plan: LinePlan, probes: readonly Probe[]): LineDecision {
  const hopeless = whyHopeless(plan, probes);
  if (hopeless !== null) return { kind: "stop", reason: hopeless };
  for (let tier = 0; tier < plan.tiers; tier++) {
    const next = nextOf(plan, probes, tier);
    if (next !== null && probes.length < plan.mostProbes) return { kind: "measure", next };
    if (next !== null) return { kind: "stop", reason: `all ${plan.mostProbes} probes are used` };
  }
  return { kind: "stop", reason: endOf(plan, probes) };
}

/** Fewest probes after which a search is given up, where too many requests failed in all of them. */
const FEWEST_HOPELESS = 2;

function whyHopeless({ mostErrors }: LinePlan, probes: readonly Probe[]): string | null {
  const fails = ({ failedShare }: Probe) => failedShare !== null && failedShare > mostErrors;
  if (probes.length < FEWEST_HOPELESS || !probes.every(fails)) return null;
  const seen = probes.map(
    ({ ratePerSec, failedShare }) => `${formatShare(failedShare ?? 0, 1)} at ${formatRate(ratePerSec)}`,
  );
  return `given up: more than ${formatShare(mostErrors, 1)} of the requests failed in every probe (${seen.join(", ")})`;
}

function nextOf(plan: LinePlan, probes: readonly Probe[], tier: number): PlannedProbe | null {
  const bracket = bracketOf(probes, tier);
  const { isRepeated = false } = plan;
  const confirmation = isRepeated ? null : confirm(bracket, probes);
  // One probe is kept for the confirmation of the first tier; the others share what is left.
  const isLast = tier === 0 && probes.length >= plan.mostProbes - 1;
  if (isLast && confirmation !== null) return confirmation;
  const search = bracket.isMonotone
    ? (widen(plan, bracket) ??
      narrow(plan, bracket) ??
      (tier === 0 && !isRepeated ? guard(plan, bracket) : null))
    : grid(bracket);
  return search ?? (tier === 0 ? confirmation : null);
}

function at(ratePerSec: number, purpose: Purpose, take = 0): PlannedProbe {
  return { ratePerSec: Number(ratePerSec.toPrecision(4)), take, purpose };
}

/** The probe that looks for a side which the bracket has not yet; null where it has both, or there is none to be had. */
function widen(plan: LinePlan, { rates, low, high }: Bracket): PlannedProbe | null {
  const [lowest, highest] = [rates[0], rates.at(-1)];
  if (lowest === undefined || highest === undefined) return at(plan.firstPerSec, "bracket");
  if (low === null) {
    if (lowest.ratePerSec <= plan.lowestPerSec) return null;
    const descents = rates.filter(({ ratePerSec }) => ratePerSec < plan.firstPerSec).length;
    const factor = nearFactor(plan, descents) ?? (descents === 0 ? 2 : 4);
    return at(Math.max(plan.lowestPerSec, lowest.ratePerSec / factor), "bracket");
  }
  if (high !== null || isBlocked(rates) || highest.ratePerSec >= plan.highestPerSec) return null;
  const isSpoiled = highest.status === "spoiled";
  const ascents = rates.filter(({ ratePerSec }) => ratePerSec > plan.firstPerSec).length;
  const near = nearFactor(plan, ascents);
  const further = near === null ? above(plan, highest.ratePerSec) : highest.ratePerSec * near;
  const nextPerSec = isSpoiled ? highest.ratePerSec * UPWARD.beyondPeak : further;
  return at(Math.min(plan.highestPerSec, nextPerSec), "bracket");
}

/** The factor to the next rate of a search whose line is near its first one; null where it may be anywhere. @param steps taken so far */
function nearFactor({ nearStep = null }: LinePlan, steps: number): number | null {
  return nearStep === null ? null : nearStep ** (2 ** steps);
}

/**
 * Whether no higher rate is worth a probe: the two highest were spoiled. One alone may have been so near to the line that its run
 * was not steady, which a higher load decides.
 */
function isBlocked(rates: Bracket["rates"]): boolean {
  return rates.slice(-2).every(({ status }) => status === "spoiled");
}

/** The rate above all that were probed: halfway to a little more than the peak, as long as that is far. */
function above({ peakPerSec, tolerance }: LinePlan, highestPerSec: number): number {
  if (peakPerSec === null) return highestPerSec * UPWARD.unknown;
  const halfwayPerSec = (highestPerSec + peakPerSec * (1 + 2 * tolerance)) / 2;
  return halfwayPerSec > highestPerSec * (1 + tolerance) ? halfwayPerSec : highestPerSec * UPWARD.beyondPeak;
}

/**
 * The probe that halves the wider edge of a bracket; null where it is narrow enough. Between rates that decide nothing there is
 * nothing to find.
 */
function narrow(
  { tolerance, isRepeated = false }: LinePlan,
  { rates, low, high }: Bracket,
): PlannedProbe | null {
  if (low === null) return null;
  const inside = rates
    .map(({ ratePerSec }) => ratePerSec)
    .filter(
      (ratePerSec) =>
        ratePerSec >= low.ratePerSec && ratePerSec <= (high?.ratePerSec ?? Number.POSITIVE_INFINITY),
    );
  const edges = [inside.slice(0, 2), ...(high === null || isRepeated ? [] : [inside.slice(-2)])];
  const halves = edges.map((edge) => halfOfWidest(edge, 1 + tolerance, "narrow"));
  const ratioOf = ([from = 1, to = from]: readonly number[]) => to / from;
  const [lower = null, upper = null] = halves;
  return ratioOf(edges[1] ?? []) > ratioOf(edges[0] ?? []) ? (upper ?? lower) : (lower ?? upper);
}

function halfOfWidest(ratesPerSec: readonly number[], least: number, purpose: Purpose): PlannedProbe | null {
  let widest = { from: 0, to: 0, ratio: least };
  for (const [index, from] of ratesPerSec.entries()) {
    const to = ratesPerSec[index + 1] ?? from;
    if (to / from > widest.ratio) widest = { from, to, ratio: to / from };
  }
  if (widest.from === 0) return null;
  const { from, to, ratio } = widest;
  return at(ratio > 3 ? Math.sqrt(from * to) : (from + to) / 2, purpose);
}

/** The guard point above or below the bracket that is missing; null where both are there, or there is no bracket. */
function guard(plan: LinePlan, { rates, low, high }: Bracket): PlannedProbe | null {
  if (low === null || high === null) return null;
  const between = (one: number, other: number) =>
    rates.some(({ ratePerSec }) => ratePerSec > Math.min(one, other) && ratePerSec < Math.max(one, other));
  const [above, below] = [high.ratePerSec, low.ratePerSec];
  if (!between(above * GUARDED.from, above * GUARDED.to) && above * GUARD <= plan.highestPerSec)
    return at(above * GUARD, "guard");
  if (!between(below / GUARDED.from, below / GUARDED.to) && below / GUARD >= plan.lowestPerSec)
    return at(below / GUARD, "guard");
  return null;
}

/** The probe that halves the widest gap of the stretch in which order is violated. */
function grid({ rates, low, high }: Bracket): PlannedProbe | null {
  if (high === null) return null;
  const lastHold = rates.findLastIndex(({ status }) => status === "holds");
  const fromPerSec = low?.ratePerSec ?? high.ratePerSec;
  const stretch = rates
    .slice(0, lastHold + 1)
    .map(({ ratePerSec }) => ratePerSec)
    .filter((ratePerSec) => ratePerSec >= fromPerSec);
  return halfOfWidest(stretch, GRID, "grid");
}

/** The run with a fresh seed at the answer; null where there is one, or no answer. */
function confirm({ low }: Bracket, probes: readonly Probe[]): PlannedProbe | null {
  if (low === null || low.confirmed) return null;
  return {
    ratePerSec: low.ratePerSec,
    take:
      1 +
      largest(
        probes.map(({ take }) => take),
        0,
      ),
    purpose: "confirm",
  };
}

/** The reason for which a search has nothing more to ask. */
function endOf(plan: LinePlan, probes: readonly Probe[]): string {
  const { state } = lineOf(probes, 0);
  switch (state) {
    case "unreachable":
      return "the objectives miss at the lowest load that was tried, too";
    case "not shown":
      return "no load was shown to keep the objectives, and the lowest one decided nothing: longer probes would (--longest)";
    case "at least":
      return "no load was shown to miss the objectives, and no higher one can be sent from here";
    case "found":
      return bracketOf(probes, 0).isMonotone
        ? `the line is between two loads that are no more than ${Math.round(plan.tolerance * 1000) / 10} % apart, or too near to tell apart with runs of this length`
        : "more load was seen to keep the objectives where less missed them, and the loads around were measured";
  }
}
