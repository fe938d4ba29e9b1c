/**
 * Names of the time column in plain files, with ms per unit. A suffix states the unit; without one (null), numbers are
 * judged by their size.
 */
const TIME_NAMES: Readonly<Record<string, number | null>> = {
  offset_ms: 1,
  timestamp_ms: 1,
  time_ms: 1,
  arrival_ms: 1,
  ms: 1,
  offset_s: 1000,
  timestamp_s: 1000,
  time_s: 1000,
  arrival_s: 1000,
  seconds: 1000,
  offset_us: 0.001,
  timestamp_us: 0.001,
  timestamp: null,
  time: null,
  offset: null,
  arrival: null,
  arrival_time: null,
  arrived_at: null,
  ts: null,
};
const INPUT_NAMES = ["input_length", "input_tokens", "prompt_tokens", "contexttokens"];
const OUTPUT_NAMES = ["output_length", "output_tokens", "completion_tokens", "generatedtokens"];

/**
 * Smallest number that is read as milliseconds since 1970; smaller ones are seconds (1e11 s would be the year 5138).
 */
const LEAST_EPOCH_MS = 1e11;

export const KNOWN_TIME_NAMES = Object.keys(TIME_NAMES).join(", ");

export interface PlainColumns {
  readonly time: number;
  /** Milliseconds per unit of the time column; null when its name does not say. */
  readonly unitMs: number | null;
  readonly input: number;
  readonly output: number;
}

/** The columns that hold the time and the lengths, −1 where there is none; undefined when no column is a time. */
export function plainColumns(names: readonly string[]): PlainColumns | undefined {
  const time = names.findIndex((name) => name in TIME_NAMES);
  if (time < 0) return undefined;
  const find = (known: readonly string[]) => names.findIndex((name) => known.includes(name));
  return {
    time,
    unitMs: TIME_NAMES[names[time] ?? ""] ?? null,
    input: find(INPUT_NAMES),
    output: find(OUTPUT_NAMES),
  };
}

/** The unit of a number whose column does not name one. */
export function guessUnitMs(first: number): { readonly unitMs: number; readonly note: string } {
  return first >= LEAST_EPOCH_MS
    ? {
        unitMs: 1,
        note: "no unit in the name of the column: times this large are read as milliseconds since 1970",
      }
    : {
        unitMs: 1000,
        note: "no unit in the name of the column: times are read as seconds (name it offset_ms for ms)",
      };
}
