import { largest } from "../../core/extremes.ts";
import { type AutoscalerChoice, autoscalerSchema } from "../../simulator/autoscalers/index.ts";
import type { Demand } from "../demand/demand.ts";
import type { NeededReplicas } from "./needed-replicas.ts";

/** The HPA leaves a fleet alone as long as its metric is at most so much above the target. */
const TOLERATED = 1.1;
/** The most by which a target is lowered for the growth of the demand: steeper ones no autoscaler follows in time. */
const MOST_GROWTH = 1.25;
/** How much later than the demand the metric is: half of its window, a scrape, and a sync. */
const BEHIND_MS = 30_000 + 15_000 + 15_000;
const MINUTE_MS = 60_000;

/** An HPA that holds requests per second of each replica at a target. */
export function rateHpa(
  targetPerSec: number,
  { fewest, most }: { readonly fewest: number; readonly most: number },
): AutoscalerChoice {
  return autoscalerSchema.parse({
    kind: "hpa",
    minReplicas: fewest,
    maxReplicas: most,
    metrics: [
      {
        name: "requests_per_second",
        of: "replicas",
        query: { figure: "arrivals-per-sec", aggregation: "avg", windowMs: 60_000 },
        target: { type: "average-value", value: targetPerSec },
      },
    ],
    behavior: null,
  });
}

/**
 * The rate of each replica at which an HPA is tried first: the lowest that the hours with more than the fewest replicas were shown to carry, less the
 * HPA's tolerance and what the demand grows by until a new replica serves.
 */
export function firstTarget(
  needed: readonly NeededReplicas[],
  { minutes }: Demand,
  about: { readonly spare: number; readonly coldStartMs: number },
): number {
  const fewest = needed.reduce((least, { replicas }) => Math.min(least, replicas), Number.POSITIVE_INFINITY);
  const most = largest(needed.map(({ replicas }) => replicas));
  const carried = new Map<number, number>();
  for (const { replicas, ratePerSec } of needed)
    if (replicas > fewest || fewest === most)
      carried.set(replicas, Math.max(carried.get(replicas) ?? 0, ratePerSec / (replicas + about.spare)));
  const leastPerSec = [...carried.values()].reduce((least, one) => Math.min(least, one));
  const laterMinutes = Math.ceil((about.coldStartMs + BEHIND_MS) / MINUTE_MS);
  const growth = largest(
    minutes.map((ratePerSec, minute) => {
      const later = minutes[(minute + laterMinutes) % minutes.length] ?? ratePerSec;
      return ratePerSec > 0 ? later / ratePerSec : 1;
    }),
  );
  return rounded(leastPerSec / TOLERATED / Math.min(MOST_GROWTH, growth));
}

/** A target that was tried over a day under one seed. */
export interface TriedTarget {
  readonly targetPerSec: number;
  /** Whether no more minutes missed than the error budget or the fixed fleet has. */
  readonly isKept: boolean;
}

const RAISED = 1.25;
const LOWERED = 0.8;
const MOST_TRIES = 6;

/** The target to try next: higher ones while they are kept, else lower ones until one is; null where enough were tried. */
export function nextTarget(tried: readonly TriedTarget[]): number | null {
  const last = tried.at(-1);
  if (last === undefined || tried.length >= MOST_TRIES) return null;
  const hasKept = tried.some(({ isKept }) => isKept);
  const hasMissed = tried.some(({ isKept }) => !isKept);
  if (hasKept && hasMissed) return null;
  return rounded(last.targetPerSec * (hasKept ? RAISED : LOWERED));
}

/** The highest target that is kept; the lowest that was tried where none is. */
export function chosenTarget(tried: readonly TriedTarget[]): number {
  const kept = tried.filter(({ isKept }) => isKept).map(({ targetPerSec }) => targetPerSec);
  if (kept.length > 0) return largest(kept);
  return tried.reduce((least, { targetPerSec }) => Math.min(least, targetPerSec), Number.POSITIVE_INFINITY);
}

/** A target of three digits, as people write them, and not below a thousandth. */
function rounded(targetPerSec: number): number {
  return Math.max(0.001, Number(targetPerSec.toPrecision(3)));
}
