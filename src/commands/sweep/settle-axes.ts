import { givenAxes, type SweepOptions } from "../../config/sweep-options.ts";
import { usageError } from "../../core/errors.ts";
import { smallest } from "../../core/extremes.ts";
import { findModel, precisionsOf } from "../../store/model-library.ts";
import { AXES, AXIS_NAMES, type Axis, type AxisKind, type AxisName, type Point } from "../../sweep/axes.ts";
import { TARGETS, type TargetKind } from "../../targets/index.ts";

/** The most points of a grid; more would take days. */
const MOST_POINTS = 10_000;
const DEFAULT_BATCH = ["1", "2", "4", "8", "16", "32"];
/** The most items in a batch of the embedded server, where nobody says more. */
const DEFAULT_MAX_BATCH = 32;
const DEFAULT_CONCURRENCY = ["1", "2", "4", "8", "16"];

type Given = Partial<Record<AxisName, readonly string[]>>;

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
  refuseIdleBatches(given, options);
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

/** Refuses to vary the items of bodies that stay as they are. @throws usage error */
function refuseIdleBatches({ batch = [] }: Given, { body }: SweepOptions): void {
  if (body === undefined || batch.length < 2) return;
  throw usageError(
    "--batch with several values would do nothing with a --body, which stays as it is",
    "say with one value how many items the body holds, or leave out --batch",
  );
}

/** Tells whether a point asks for requests that the embedded server is set up to refuse. */
export function isImpossible({ batch, maxBatch }: Point, { url }: Pick<SweepOptions, "url">): boolean {
  return url === undefined && batch !== undefined && Number(batch) > Number(maxBatch ?? DEFAULT_MAX_BATCH);
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
 * What nobody asked for must be possible everywhere: no batch is planned that a protocol or a server cannot take.
 */
function defaultsFor(given: Given, { url, body }: SweepOptions, packageRoot: string): Given {
  const {
    model = ["digits"],
    lengths,
    scenario,
    rate,
    arrivals,
    maxBatch = [],
    target = ["oip-http"],
  } = given;
  const takesBatches = body === undefined && target.every(takesSeveral);
  const most = smallest(maxBatch.map(Number), Number(DEFAULT_BATCH.at(-1)));
  const [name] = model;
  const precisions =
    url === undefined && model.length === 1 && name !== undefined ? precisionsOf(name, packageRoot) : [];
  return {
    scenario: ["steady"],
    ...(precisions.length > 0 ? { precision: precisions, model } : {}),
    ...(takesBatches && lengths === undefined
      ? { batch: DEFAULT_BATCH.filter((size) => Number(size) <= most) }
      : {}),
    ...((scenario ?? rate ?? arrivals) ? {} : { concurrency: DEFAULT_CONCURRENCY }),
  };
}

/** Whether a protocol takes requests of several items that are made up. */
function takesSeveral(target: string): boolean {
  const { takes, oneItem } = TARGETS[target as TargetKind];
  return takes.includes("batch") && oneItem !== true;
}
