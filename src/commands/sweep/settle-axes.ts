import { givenAxes, type SweepOptions } from "../../config/sweep-options.ts";
import { usageError } from "../../core/errors.ts";
import { findModel, precisionsOf } from "../../store/model-library.ts";
import { AXES, AXIS_NAMES, type Axis, type AxisKind, type AxisName, type Point } from "../../sweep/axes.ts";

/** The most points of a grid; more would take days. */
const MOST_POINTS = 10_000;
const DEFAULT_BATCH = ["1", "2", "4", "8", "16", "32"];
const DEFAULT_CONCURRENCY = ["1", "2", "4", "8", "16"];

export interface SettledAxes {
  /** The axes with several values. */
  readonly axes: readonly Axis[];
  /** The values of the axes that have one value. */
  readonly fixed: Point;
}

/**
 * Settles the axes of a sweep: those that the user gives, else precision, batch and concurrency.
 *
 * @throws usage error where axes contradict one another
 */
export function settleAxes(options: SweepOptions, cwd: string, packageRoot: string): SettledAxes {
  if (options.full && options.adaptive)
    throw usageError("--full and --adaptive contradict each other", "give one of them");
  if (options.adaptive && options.repeats > 1)
    throw usageError(
      "--repeats would do nothing with --adaptive, which repeats what it must",
      "leave one of them out",
    );
  const given = givenAxes(options);
  const wanted: Partial<Record<AxisName, readonly string[]>> = {
    ...defaultsFor(given, options, packageRoot),
    ...given,
  };
  const axes: Axis[] = [];
  const fixed: Partial<Record<AxisName, string>> = {};
  for (const name of AXIS_NAMES) {
    const [first, ...others] = wanted[name] ?? [];
    if (first === undefined) continue;
    if (others.length === 0) fixed[name] = first;
    else axes.push({ name, values: [first, ...others] });
  }
  refuseTwo(axes, "load", "a point has one load");
  refuseTwo(axes, "variant", "accuracy is reported by one of them");
  if (wanted.concurrency !== undefined && wanted.rate !== undefined)
    throw usageError(
      "--concurrency and --rate are two ways to say the load of a point",
      "leave out one of them",
    );
  const points = axes.reduce((product, { values }) => product * values.length, 1);
  if (points > MOST_POINTS)
    throw usageError(
      `the grid has ${points} points, and at most ${MOST_POINTS} are swept`,
      "give fewer values",
    );
  for (const precision of wanted.precision ?? [])
    for (const model of wanted.model ?? []) findModel(model, precision, cwd, packageRoot);
  return { axes, fixed };
}

function refuseTwo(axes: readonly Axis[], role: AxisKind["role"], why: string): void {
  const found = axes.filter(({ name }) => AXES[name].role === role).map(({ name }) => `--${name}`);
  if (found.length > 1)
    throw usageError(
      `${found.join(" and ")} cannot both have several values: ${why}`,
      "give one value to one of them",
    );
}

/**
 * The default values of axes. A given scenario, rate or arrival process is the load, in place of the concurrencies.
 */
function defaultsFor(
  given: Partial<Record<AxisName, readonly string[]>>,
  { url, body }: SweepOptions,
  packageRoot: string,
): Partial<Record<AxisName, readonly string[]>> {
  const { model = ["digits"], lengths, scenario, rate, arrivals } = given;
  const [name] = model;
  const precisions =
    url === undefined && model.length === 1 && name !== undefined ? precisionsOf(name, packageRoot) : [];
  return {
    scenario: ["steady"],
    ...(precisions.length > 0 ? { precision: precisions, model } : {}),
    ...(body === undefined && lengths === undefined ? { batch: DEFAULT_BATCH } : {}),
    ...((scenario ?? rate ?? arrivals) ? {} : { concurrency: DEFAULT_CONCURRENCY }),
  };
}
