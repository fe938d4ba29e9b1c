/** The role of an axis: what its values change. A *configuration* is a point without its load. */
export type AxisRole =
  /** `variant`: which model answers; this decides speed and accuracy. */
  | "variant"
  /** `server`: how the server is set up. */
  | "server"
  /** `request`: what a request carries, and to which endpoint. */
  | "request"
  /** `load`: how much is sent. */
  | "load";

export interface AxisKind {
  /** Heading of the axis in a chart or a table. */
  readonly title: string;
  readonly role: AxisRole;
  /** Kind of its values: it decides how their texts are read, their order, and whether `1..64x2` is one of them. */
  readonly values: "integer" | "number" | "duration" | "word";
}

/** Each axis is an option of `plimsoll run`, with several values instead of one. */
export const AXES = {
  model: { title: "model", role: "variant", values: "word" },
  precision: { title: "precision", role: "variant", values: "word" },
  target: { title: "protocol", role: "request", values: "word" },
  scenario: { title: "scenario", role: "request", values: "word" },
  maxBatch: { title: "most items in a dynamic batch", role: "server", values: "integer" },
  maxDelay: { title: "longest wait for a fuller batch", role: "server", values: "duration" },
  instances: { title: "model instances", role: "server", values: "integer" },
  batch: { title: "items in a request", role: "request", values: "integer" },
  lengths: { title: "sequence lengths", role: "request", values: "word" },
  sequenceLength: { title: "sequence length", role: "request", values: "integer" },
  arrivals: { title: "arrival process", role: "request", values: "word" },
  concurrency: { title: "requests in flight", role: "load", values: "integer" },
  rate: { title: "requests per second", role: "load", values: "number" },
} as const satisfies Record<string, AxisKind>;

export type AxisName = keyof typeof AXES;
export const AXIS_NAMES = Object.keys(AXES) as AxisName[];

/** An axis with the values that it takes in one sweep, as texts of the option: numbers and durations rise. */
export interface Axis {
  readonly name: AxisName;
  readonly values: readonly [string, ...string[]];
}

/** A point of a sweep: one value of every axis. */
export type Point = Readonly<Partial<Record<AxisName, string>>>;

const kindOf = (name: AxisName): AxisKind => AXES[name];

/** The axis of a role, where the sweep has one. */
export function axisOf(axes: readonly Axis[], role: AxisRole): Axis | undefined {
  return axes.find(({ name }) => kindOf(name).role === role);
}

/** All points of the grid; the last axis changes fastest. */
export function gridOf(axes: readonly Axis[]): Point[] {
  return axes.reduce<Point[]>(
    (points, { name, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

/**
 * Key of a point: the same text for the same point, whatever the order of its axes, such as `batch=8 concurrency=16
 * precision=fp32`.
 */
export function keyOf(point: Point): string {
  return Object.entries(point)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(" ");
}

/** The configuration of a point: the point without its load. */
export function configurationOf(point: Point): Point {
  return Object.fromEntries(
    Object.entries(point).filter(([name]) => kindOf(name as AxisName).role !== "load"),
  );
}
