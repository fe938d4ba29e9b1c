import type { Measure } from "../../result/measure.ts";
import type { SweepResult } from "../../result/sweep-result.ts";
import { gridOf, keyOf } from "../../sweep/axes.ts";
import type { Planned } from "../../sweep/measure.ts";
import type { Strategy, SweepPlan } from "../../sweep/strategy.ts";
import { type Followed, follow, type SeriesEvents } from "../series/follow.ts";
import { measurePoint, type PointContext } from "./measure-point.ts";

/** The callbacks that tell of the progress of a sweep. */
export interface SweepEvents extends SeriesEvents<Planned, Measure> {
  /**
   * Called once the points are planned.
   *
   * @param isSearch true where not every point will be measured
   * @param confirmRuns number of times that the best points will be measured again
   */
  onPlan?(plan: SweepPlan, isSearch: boolean, folder: string, confirmRuns: number): void;
  /** Called when the accuracy of a variant is about to be measured. */
  onVariant?(variant: string): void;
  /** Called with the result before its files are written: a full disk must not take it away. */
  onResult?(result: SweepResult): void | Promise<void>;
}

/** The measurements of a sweep until its end. */
export interface MeasuredPoints extends Followed<Measure> {
  /** The histogram of the response times of each run, by the name of its measurement. */
  readonly responses: ReadonlyMap<string, string>;
}

/**
 * Measures the points that a strategy asks for. The name of a measurement stays the same when it is asked for again.
 */
export async function measureAll(
  strategy: Strategy,
  plan: SweepPlan,
  context: PointContext,
  events: SeriesEvents<Planned, Measure>,
): Promise<MeasuredPoints> {
  const indexOf = new Map(gridOf(plan.axes).map((point, index) => [keyOf(point), index]));
  const responses = new Map<string, string>();
  const perform = async (next: Planned) => {
    const id = idOf(next, indexOf.get(keyOf(next.point)) ?? 0);
    const performed = await measurePoint(id, next, context);
    if (performed !== null && performed.response !== null) responses.set(id, performed.response);
    return performed;
  };
  const followed = await follow<Planned, Measure>((measured) => strategy(plan, measured), perform, events);
  return { ...followed, responses };
}

/** The most characters of the name of a measurement: file systems take 255 bytes. */
const LONGEST_ID = 200;

/**
 * The folder name of a measurement: index in the grid, duration and take, which tell it from all others, and then the
 * values, which people read and which may be cut.
 */
function idOf({ point, take, durationMs }: Planned, index: number): string {
  const values = Object.values(point).map((value) => value.replace(/[^\w.]+/g, "_"));
  const words = [String(index).padStart(4, "0"), `${durationMs}ms`, take + 1, ...values];
  return words.join("-").slice(0, LONGEST_ID);
}
