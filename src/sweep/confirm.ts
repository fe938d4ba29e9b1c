import { largest } from "../core/extremes.ts";
import { plural } from "../core/format.ts";
import type { Measure } from "../result/measure.ts";
import { axisOf, keyOf, type Point } from "./axes.ts";
import { feasibilityOf } from "./feasibility.ts";
import { candidates } from "./findings/candidates.ts";
import { finalistsOf, picksOf } from "./findings/finalists.ts";
import type { Planned } from "./measure.ts";
import type { Strategy, SweepPlan } from "./strategy.ts";
import { summarisePoints } from "./summarise.ts";

/** How the best points of a sweep are measured again. */
export interface Confirmation {
  /** Number of times that each of them is measured again; 0 = not at all. */
  readonly runs: number;
  /** The variant that the best is compared with; undefined where the sweep has one variant. */
  readonly reference: string | undefined;
  /** Settles on the point that a search picked; left out, it is the best of the points. */
  readonly settle?: (plan: SweepPlan, picking: readonly Measure[]) => Point | null;
}

/** The most times that finalists are looked for anew, because those before did not keep the objectives. */
const MOST_HEATS = 3;

/**
 * A strategy that measures the best points of another one again. A point that was picked for its figures was also picked for
 * its luck: the highest of many noisy figures is too high, by more the more points there are. So the best, its runner-up and the
 * best of the reference are measured again with seeds that no other run had, in turn (ABBA), and these runs alone are
 * their figures. Where none of them keeps the objectives again, the next ones are tried.
 *
 * It asks the other strategy with the runs that pick alone, so it goes on after an interruption as every strategy does.
 */
export function confirming(pick: Strategy, confirmation: Confirmation): Strategy {
  return (plan, measured) => {
    const picking = measured.filter(({ confirms }) => !confirms);
    const decision = pick(plan, picking);
    if (decision.kind === "measure") return decision;
    const { next, tried } = confirm(plan, picking, measured.slice(picking.length), confirmation);
    if (next !== null) return { kind: "measure", next };
    if (tried.length === 0) return decision;
    const again = `then ${plural(tried.length, "point")} measured again, ${confirmation.runs === 1 ? "once" : `${confirmation.runs} times`} each`;
    return { kind: "stop", reason: `${decision.reason}; ${again}` };
  };
}

/** The next run that confirms, or null with the points that were measured again. */
function confirm(
  plan: SweepPlan,
  picking: readonly Measure[],
  again: readonly Measure[],
  { runs, reference, settle }: Confirmation,
): { readonly next: Planned | null; readonly tried: readonly Point[] } {
  const points = summarisePoints(picking, plan.durationMs);
  // A single point was picked among none: its figures are those of any run.
  if (runs === 0 || points.length < 2) return { next: null, tried: [] };
  const variant = axisOf(plan.axes, "variant")?.name;
  const picks = picksOf(points, {
    goal: plan.goal,
    may: (point) => variant === undefined || !plan.barred.includes(point[variant] ?? ""),
    settled: settle?.(plan, picking) ?? null,
  });
  const ofReference =
    variant === undefined ? [] : candidates(plan.goal, points, (point) => point[variant] === reference);
  const firstTake = 1 + largest(picking.map(({ take }) => take));
  const tried: Point[] = [];
  let seen = 0;
  for (let heat = 0; heat < MOST_HEATS; heat++) {
    const finalists = finalistsOf(plan.axes, picks, ofReference, tried);
    const order = inTurn(finalists, runs, firstTake + heat * runs);
    const made = again.slice(seen, seen + order.length);
    const next = order[made.length];
    if (next !== undefined) return { next: { ...next, durationMs: plan.durationMs, confirms: true }, tried };
    for (const finalist of finalists) tried.push(finalist);
    seen += order.length;
    if (finalists.length === 0 || finalists.some((point) => keepsAgain(point, made))) break;
  }
  return { next: null, tried };
}

/** Rounds of all finalists, in the opposite order from round to round; the runs of a round have the same seed. */
function inTurn(
  finalists: readonly Point[],
  rounds: number,
  firstTake: number,
): Pick<Planned, "point" | "take">[] {
  return Array.from({ length: rounds }, (_, round) => {
    const order = round % 2 === 0 ? finalists : finalists.toReversed();
    return order.map((point) => ({ point, take: firstTake + round }));
  }).flat();
}

function keepsAgain(point: Point, made: readonly Measure[]): boolean {
  const takes = made.filter((one) => one.valid && keyOf(one.point) === keyOf(point));
  if (takes.length === 0) return false;
  const { holds, judged } = feasibilityOf(takes);
  return holds && judged;
}
