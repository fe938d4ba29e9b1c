import { createRng } from "../../core/rng.ts";
import { AXES, type Axis, axisOf, gridOf, type Point } from "../axes.ts";
import type { SweepPlan } from "../strategy.ts";

/** A configuration: the points that differ in their load alone. */
export interface Configuration {
  /** Points of the configuration, by rising load. */
  readonly points: readonly Point[];
  /** Load of each point; 1 where the sweep has no load axis. */
  readonly loads: readonly number[];
}

/**
 * Every configuration that may be recommended, in random order, so that a drift of the machine does not land on one
 * axis.
 */
export function configurationsOf({ axes, barred, seed }: SweepPlan): Configuration[] {
  const variants = axisOf(axes, "variant")?.name;
  const load = axisOf(axes, "load");
  const rng = createRng(seed, "order of the configurations");
  return gridOf(axes.filter((axis) => axis !== load))
    .filter((point) => variants === undefined || !barred.includes(point[variants] ?? ""))
    .map((point) => ({
      points: load === undefined ? [point] : load.values.map((text) => ({ ...point, [load.name]: text })),
      loads: load?.values.map(Number) ?? [1],
      rank: rng(),
    }))
    .sort((one, other) => one.rank - other.rank);
}

/** Number of steps between the values of two configurations; two words, which have no order, are one step apart. */
export function distance(axes: readonly Axis[], one: Configuration, other: Configuration): number {
  const load = axisOf(axes, "load");
  let sum = 0;
  for (const axis of axes) {
    const { name, values } = axis;
    if (axis === load) continue;
    const place = ({ points }: Configuration) => values.indexOf(points[0]?.[name] ?? "");
    const steps = Math.abs(place(one) - place(other));
    sum += AXES[name].values === "word" ? Math.min(1, steps) : steps;
  }
  return sum;
}
