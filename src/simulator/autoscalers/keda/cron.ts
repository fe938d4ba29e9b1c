import { z } from "zod";
import { replicaCount } from "../hpa/options.ts";

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1440;
const HINT = 'write minute and hour of every day, such as "55 7 * * *"';

/** The minutes of a day at which a cron expression fires, rising; the problem where it is none, or not of every day. */
export function cronMinutes(text: string): readonly number[] | { readonly problem: string } {
  const [minute = "", hour = "", ...days] = text.trim().split(/\s+/);
  if (days.length !== 3) return { problem: `"${text}" has not five fields; ${HINT}` };
  if (days.some((field) => field !== "*" && field !== "?"))
    return { problem: `"${text}" is not of every day, and one day is simulated; ${HINT}` };
  const minutes = fieldValues(minute, 59);
  const hours = fieldValues(hour, 23);
  if (minutes === undefined || hours === undefined)
    return { problem: `"${text}" has a field that is not understood; ${HINT}` };
  return hours.flatMap((of) => minutes.map((at) => 60 * of + at)).toSorted((one, other) => one - other);
}

/** The values of a field: numbers, ranges, `*` and steps, as robfig/cron has them; undefined where it is none. */
function fieldValues(field: string, most: number): number[] | undefined {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:[*?]|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, first, last, every] = match;
    const from = Number(first ?? 0);
    const to = Number(last ?? (first === undefined || every !== undefined ? most : first));
    const step = Number(every ?? 1);
    if (from > to || to > most || step < 1) return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return [...values].toSorted((one, other) => one - other);
}

const cronExpression = z.string().superRefine((text, context) => {
  const minutes = cronMinutes(text);
  if ("problem" in minutes) context.addIssue({ code: "custom", message: minutes.problem });
});

/** A time of every day in which a ScaledObject wants replicas: its trigger `cron`. */
export const cronWindowSchema = z
  .strictObject({
    timezone: z.string().min(1),
    start: cronExpression,
    end: cronExpression,
    desiredReplicas: replicaCount,
  })
  .refine(({ start, end }) => start !== end, "start and end are the same");

export type CronWindow = z.output<typeof cronWindowSchema>;

/** Replicas that a trigger without its time wants (`defaultDesiredReplicas` of kedacore/keda pkg/scalers/cron_scaler.go). */
const OTHERWISE = 1;

/** A trigger `cron` at work. Time 0 of the virtual clock is midnight in its time zone. */
export class RunningCron {
  readonly name: string;
  readonly #window: CronWindow;
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];

  constructor(window: CronWindow) {
    this.name = cronWords(window);
    this.#window = window;
    this.#starts = firing(window.start);
    this.#ends = firing(window.end);
  }

  /** Whether its next end comes before its next start, or with it (`GetMetricsAndActivity` of cron_scaler.go). */
  isWithin(nowMs: number): boolean {
    const minute = (nowMs / MINUTE_MS) % MINUTES_PER_DAY;
    return nextAfter(this.#ends, minute) <= nextAfter(this.#starts, minute);
  }

  /** The value of its metric, whose target is 1 for each replica. */
  value(nowMs: number): number {
    return this.isWithin(nowMs) ? this.#window.desiredReplicas : OTHERWISE;
  }
}

/** A trigger `cron` in words: `5 replicas from "55 7 * * *" to "0 20 * * *"`. */
export function cronWords({ desiredReplicas, start, end, timezone }: CronWindow): string {
  return `${desiredReplicas} from "${start}" to "${end}" (${timezone})`;
}

function firing(text: string): readonly number[] {
  const minutes = cronMinutes(text);
  if ("problem" in minutes) throw new RangeError(minutes.problem);
  return minutes;
}

function nextAfter(minutes: readonly number[], minute: number): number {
  return minutes.find((at) => at > minute) ?? (minutes[0] ?? 0) + MINUTES_PER_DAY;
}
