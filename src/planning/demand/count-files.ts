import { parseDecimal } from "../../core/decimal.ts";
import { CsvFields, csvHeader } from "../../wire/csv-fields.ts";
import type { MinuteCounts } from "./demand.ts";

/** A number of requests at a moment: in the interval that begins there, or per second. */
interface Counted {
  readonly atMs: number;
  readonly value: number;
}

/** A form in which monitoring systems write how many requests came. To add one, add its line to the list below. */
interface CountForm {
  readonly title: string;
  /** The counts of a text; null where it is of another form; a sentence where it is of this form and wrong. */
  read(text: string): MinuteCounts | string | null;
}

const TIMES = ["timestamp", "time", "minute", "date", "start"];
const COUNTS = ["requests", "count", "value", "sum"];
const RATES = ["rate", "requests_per_sec", "rps"];

const csv: CountForm = {
  title: "CSV with a column timestamp, and requests (a minute) or rate (per second)",
  read(text) {
    const [head = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
    const column = (names: readonly string[], known: readonly string[]) =>
      names.findIndex((name) => known.includes(name));
    const header = csvHeader(
      head,
      (names) => column(names, TIMES) >= 0 && column(names, [...COUNTS, ...RATES]) >= 0,
    );
    if (header === undefined) return null;
    const [time, count, rate] = [TIMES, COUNTS, RATES].map((known) => column(header.names, known));
    const fields = new CsvFields(header.separator);
    const rows: Counted[] = [];
    const momentIn = header.names[time ?? 0] === "minute" ? momentOfMinute : momentOf;
    for (const [index, line] of lines.entries()) {
      if (line.trim() === "") continue;
      const cells = fields.texts(line);
      const atMs = momentIn(cells[time ?? 0] ?? "");
      const given = parseDecimal((cells[(count ?? -1) >= 0 ? (count ?? 0) : (rate ?? 0)] ?? "").trim());
      if (atMs === null) return `line ${index + 2}: "${cells[time ?? 0] ?? ""}" is no time`;
      if (given === undefined || given < 0) return `line ${index + 2} has no number of requests`;
      rows.push({ atMs, value: given });
    }
    return minutesOf(rows, (count ?? -1) >= 0 ? "counts" : "rates");
  },
};

/** The answer of Prometheus to a range query, whose values are rates per second, as of rate(requests_total[1m]). */
const prometheus: CountForm = {
  title: "the answer of Prometheus to a range query of a rate per second",
  read(text) {
    const data = keyed(parsed(text), "data");
    const result = keyed(data, "result");
    if (!Array.isArray(result)) return null;
    const series = result.map((one) => keyed(one, "values"));
    if (series.length === 0) return "its result is empty";
    const sums = new Map<number, number>();
    for (const values of series) {
      if (!Array.isArray(values)) return "its series have no values: ask for a range";
      for (const pair of values) {
        const [at, written] = Array.isArray(pair) ? pair : [];
        const value = typeof written === "string" ? Number(written || Number.NaN) : Number.NaN;
        if (typeof at !== "number" || !isCount(value))
          return `the value ${JSON.stringify(written ?? null)} is no number from 0 on`;
        sums.set(at * 1000, (sums.get(at * 1000) ?? 0) + value);
      }
    }
    return minutesOf(
      [...sums].map(([atMs, value]) => ({ atMs, value })),
      "rates",
    );
  },
};

/** The answer of CloudWatch's GetMetricStatistics (Datapoints) or GetMetricData (MetricDataResults), of sums. */
const cloudWatch: CountForm = {
  title: "the answer of CloudWatch, GetMetricStatistics or GetMetricData, of sums",
  read(text) {
    const json = parsed(text);
    const points = keyed(json, "Datapoints");
    if (Array.isArray(points)) {
      const rows = points.map((point) => ({
        atMs: momentOf(String(keyed(point, "Timestamp"))),
        value: Number(keyed(point, "Sum") ?? Number.NaN),
      }));
      const whole = rows.filter((row): row is Counted => row.atMs !== null && isCount(row.value));
      return whole.length < rows.length
        ? "a datapoint has no Timestamp, or no Sum"
        : minutesOf(whole, "counts");
    }
    const results = keyed(json, "MetricDataResults");
    if (!Array.isArray(results)) return null;
    const sums = new Map<number, number>();
    for (const one of results) {
      const [times, values] = [keyed(one, "Timestamps"), keyed(one, "Values")];
      if (!Array.isArray(times) || !Array.isArray(values)) return "a result has no Timestamps, or no Values";
      for (const [index, time] of times.entries()) {
        const [atMs, value] = [momentOf(String(time)), Number(values[index] ?? Number.NaN)];
        if (atMs === null || !isCount(value)) return "a value has no time, or is no number from 0 on";
        sums.set(atMs, (sums.get(atMs) ?? 0) + value);
      }
    }
    return minutesOf(
      [...sums].map(([atMs, value]) => ({ atMs, value })),
      "counts",
    );
  },
};

/** Whether requests can be so many. */
function isCount(value: number): boolean {
  return value >= 0 && Number.isFinite(value);
}

const FORMS: readonly CountForm[] = [prometheus, cloudWatch, csv];

/** Titles of every form, for messages. */
export const COUNT_FORMS: readonly string[] = FORMS.map(({ title }) => title);

/** Reads counts of requests; null where the text is of no form that is known; a sentence where it is wrong. */
export function readCounts(text: string): MinuteCounts | string | null {
  for (const form of FORMS) {
    const read = form.read(text);
    if (read !== null) return read;
  }
  return null;
}

const MINUTE_MS = 60_000;
/** Most minutes that are taken: ten years. */
const MOST_MINUTES = 10 * 366 * 1440;

/** Puts values in minutes: an interval of several minutes is divided evenly, several in one minute are added (counts) or averaged (rates). */
function minutesOf(rows: readonly Counted[], kind: "counts" | "rates"): MinuteCounts | string {
  const sorted = rows.toSorted((one, other) => one.atMs - other.atMs);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return "it holds no counts";
  const steps = sorted.slice(1).map(({ atMs }, index) => atMs - (sorted[index]?.atMs ?? atMs));
  const stepMs =
    steps.length === 0
      ? MINUTE_MS
      : (steps.toSorted((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] ?? MINUTE_MS);
  if (!(stepMs > 0)) return "its times do not grow";
  if (stepMs > 60 * MINUTE_MS)
    return "its times are more than an hour apart, and bursts within hours cannot be seen";
  const firstMinute = Math.floor(first.atMs / MINUTE_MS);
  const each = Math.max(1, Math.round(stepMs / MINUTE_MS));
  const minutes = Math.floor(last.atMs / MINUTE_MS) - firstMinute + each;
  if (minutes > MOST_MINUTES) return "it spans more than ten years";
  const sums = new Float64Array(minutes);
  const held = new Float64Array(minutes);
  for (const { atMs, value } of sorted)
    for (let next = 0; next < each; next++) {
      const at = Math.floor(atMs / MINUTE_MS) - firstMinute + next;
      if (at >= minutes) continue;
      sums[at] = (sums[at] ?? 0) + (kind === "counts" ? value / each : value * 60);
      held[at] = (held[at] ?? 0) + 1;
    }
  const counts = Array.from(sums, (sum, at) => {
    const values = held[at] ?? 0;
    return values === 0 ? null : kind === "counts" ? sum : sum / values;
  });
  // Times that begin at 0 count from the beginning, whatever the clock said then.
  return { fromMinute: firstMinute === 0 ? null : firstMinute % 1440, counts };
}

/** Seconds since 1970 are beyond this number, and minutes since then below it, from 1974 to 2160. */
const MOST_MINUTE_NUMBER = 1e8;

/** A moment in a column of minutes, ms: a whole number counts minutes, and everything else is read as any time. */
function momentOfMinute(text: string): number | null {
  const minute = parseDecimal(text.trim());
  return minute !== undefined && Math.abs(minute) < MOST_MINUTE_NUMBER ? minute * MINUTE_MS : momentOf(text);
}

/** A moment in ms: seconds or milliseconds since 1970, or a date with its time, taken as UTC where it has no zone. */
function momentOf(text: string): number | null {
  const trimmed = text.trim();
  const number = parseDecimal(trimmed);
  if (number !== undefined) return number > 1e11 ? number : number * 1000;
  const [, day, time = "00:00", zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(trimmed) ?? [];
  if (day === undefined) return null;
  const atMs = Number(isoMs(day, time, zone));
  return Number.isFinite(atMs) ? atMs : null;
}

/** Milliseconds since 1970 of a date (days by Fliegel & Van Flandern 1968). */
function isoMs(day: string, time: string, zone: string): number {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const a = Math.trunc((month - 14) / 12);
  const known = isDayOfYear(year, month, date) && hours < 24 && minutes < 60 && seconds < 61;
  if (!known) return Number.NaN;
  const julian =
    Math.trunc((1461 * (year + 4800 + a)) / 4) +
    Math.trunc((367 * (month - 2 - 12 * a)) / 12) -
    Math.trunc((3 * Math.trunc((year + 4900 + a) / 100)) / 4) +
    date -
    32_075;
  const [, sign = "+", zoneHours = "0", zoneMinutes = "0"] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const offset = (sign === "-" ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
  return (julian - 2_440_588) * 86_400_000 + ((hours * 60 + minutes - offset) * 60 + seconds) * 1000;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the calendar (Gregorian) has a day. */
function isDayOfYear(year: number, month: number, date: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = (DAYS[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0);
  return date >= 1 && date <= days;
}

function parsed(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function keyed(value: unknown, key: string): unknown {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>)[key] : undefined;
}
