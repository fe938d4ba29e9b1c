/** What a value on an axis changes. A *configuration* is a point without its load. */
export type AxisRole =
  /** Which model answers: decides speed and accuracy. */
  | "variant"
  /** How the server is set up. */
  | "server"
  /** What a request carries, and to whom. */
  | "request"
  /** How much is sent. */
  | "load";

export interface AxisKind {
  /** As a chart or a table heads it. */
  readonly title: string;
  readonly role: AxisRole;
  /** How the texts of its values are read; decides their order, and whether `1..64x2` is one. */
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

/** One value of every axis of the sweep. */
export type Point = Readonly<Partial<Record<AxisName, string>>>;

const kindOf = (name: AxisName): AxisKind => AXES[name];

/** The axis of a role, where the sweep has one. */
export function axisOf(axes: readonly Axis[], role: AxisRole): Axis | undefined {
  return axes.find(({ name }) => kindOf(name).role === role);
}

/** All points, the last axis fastest. */
export function gridOf(axes: readonly Axis[]): Point[] {
  return axes.reduce<Point[]>(
    (points, { name, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

/** The same text for the same point, whatever the order of its axes: `batch=8 concurrency=16 precision=fp32`. */
export function keyOf(point: Point): string {
  return Object.entries(point)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(" ");
}

/** The point without its load. */
export function configurationOf(point: Point): Point {
  return Object.fromEntries(
    Object.entries(point).filter(([name]) => kindOf(name as AxisName).role !== "load"),
  );
}
