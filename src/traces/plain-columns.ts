/** Units that the name of a time column may end with, with ms per unit. */
const UNITS_MS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    s: 1000,
    sec: 1000,
    secs: 1000,
    seconds: 1000,
    ms: 1,
    msec: 1,
    millis: 1,
    milliseconds: 1,
    us: 0.001,
    usec: 0.001,
    micros: 0.001,
    microseconds: 0.001,
    ns: 1e-6,
    nsec: 1e-6,
    nanos: 1e-6,
    nanoseconds: 1e-6,
  }),
);
/** Names of the time column without their unit. */
const TIME_NAMES: ReadonlySet<string> = new Set([
  "timestamp",
  "time",
  "offset",
  "arrival",
  "arrival_time",
  "arrived_at",
  "ts",
]);
/** A name with its unit, such as `offset_ms`, `time (s)`, `timestamp[us]` or `timestamp.ns`, in lower case. */
const NAME_WITH_UNIT = /^(.+?)\s*[_. ([]\s*([a-z]+)\s*[)\]]?$/;
/** The sign for micro: it has two code points. */
const MICRO = /[\u00b5\u03bc]/;
const INPUT_NAMES = ["input_length", "input_tokens", "prompt_tokens", "contexttokens"];
const OUTPUT_NAMES = ["output_length", "output_tokens", "completion_tokens", "generatedtokens"];

/** Names of time columns, for a message. */
export const KNOWN_TIME_NAMES = `${[...TIME_NAMES].join(", ")}, alone or with a unit behind them: offset_s, offset_ms, timestamp_us, timestamp_ns`;

export interface PlainColumns {
  readonly time: number;
  /** Milliseconds per unit of the time column; null when its name does not say. */
  readonly unitMs: number | null;
  readonly input: number;
  readonly output: number;
}

/** The columns that hold the time and the lengths, −1 where there is none; undefined when no column is a time. */
export function plainColumns(names: readonly string[]): PlainColumns | undefined {
  const units = names.map(unitOfName);
  const time = units.findIndex((unitMs) => unitMs !== undefined);
  if (time < 0) return undefined;
  const find = (known: readonly string[]) => names.findIndex((name) => known.includes(name));
  return { time, unitMs: units[time] ?? null, input: find(INPUT_NAMES), output: find(OUTPUT_NAMES) };
}

/** Milliseconds per unit of a column of times; null when its name names none, undefined when it is no time. */
function unitOfName(name: string): number | null | undefined {
  if (TIME_NAMES.has(name)) return null;
  const alone = UNITS_MS.get(name);
  if (alone !== undefined) return name.length === 1 ? undefined : alone;
  const [, base = "", unit = ""] = NAME_WITH_UNIT.exec(name.replace(MICRO, "u")) ?? [];
  return TIME_NAMES.has(base) ? UNITS_MS.get(unit) : undefined;
}

/** Sizes of times that count from 1970, which lie far apart: a second of 1e11 would be in the year 5138. */
const SIZES = [
  { least: 1e17, unitMs: 1e-6, unit: "nanoseconds since 1970" },
  { least: 1e14, unitMs: 0.001, unit: "microseconds since 1970" },
  { least: 1e11, unitMs: 1, unit: "milliseconds since 1970" },
] as const;

/** The unit of times whose column does not name one, by the size of the first; `undefined` for one below all sizes. */
export function unitBySize(first: number): { readonly unitMs: number; readonly note: string } | undefined {
  const size = SIZES.find(({ least }) => first >= least);
  if (size === undefined) return undefined;
  const note = `no unit in the name of the time column: times as large as the first one, ${first}, are read as ${size.unit}`;
  return { unitMs: size.unitMs, note };
}

/** The unit of times whose column does not name one: by the size of the first, else seconds. */
export function guessUnitMs(first: number): { readonly unitMs: number; readonly note: string } {
  return (
    unitBySize(first) ?? {
      unitMs: 1000,
      note: "no unit in the name of the time column: times are read as seconds (name it offset_ms for ms)",
    }
  );
}
