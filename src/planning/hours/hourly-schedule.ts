import { largest, smallest } from "../../core/extremes.ts";
import { type AutoscalerChoice, autoscalerSchema } from "../../simulator/autoscalers/index.ts";

const MINUTES = 60;
const DAY_MINUTES = 1440;
/** The HPA leaves a fleet alone whose metric is within this share of its target (`--horizontal-pod-autoscaler-tolerance`). */
const TOLERANCE = 0.1;
const SYNC_MS = 15_000;

/** Replicas by the time of the day, spare ones included: the same every day. */
export interface HourlySchedule {
  /** Replicas that are ordered in each minute of the day. */
  readonly minutes: readonly number[];
  readonly leadMinutes: number;
  /** Whether the HPA would have left steps out, so that the smaller number was raised. */
  readonly isRaised: boolean;
}

/** A time of the day with one number of replicas, from one minute up to another; the last one may end after midnight. */
export interface ScheduledStretch {
  readonly fromMinute: number;
  readonly untilMinute: number;
  readonly replicas: number;
}

/** How long before an hour its replicas are ordered: until they serve, and until the HPA looks next. Whole minutes, as cron has them. */
export function leadMinutes(coldStartMs: number): number {
  return Math.ceil((coldStartMs + SYNC_MS) / 60_000);
}

/**
 * The schedule that has what every hour needs ready when it begins: replicas are ordered so long before their hour, and taken away when it is over. A step that
 * the tolerance of the HPA would leave out is none: the smaller number is raised.
 */
export function hourlySchedule(needed: readonly number[], lead: number): HourlySchedule {
  const ordered = Array.from({ length: DAY_MINUTES }, () => 0);
  for (const [hour, replicas] of needed.entries())
    for (let minute = MINUTES * hour - lead; minute < MINUTES * (hour + 1); minute++) {
      const at = ((minute % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
      ordered[at] = Math.max(ordered[at] ?? 0, replicas);
    }
  const minutes = withoutSmallSteps(ordered);
  return { minutes, leadMinutes: lead, isRaised: minutes.some((count, at) => count !== ordered[at]) };
}

function withoutSmallSteps(ordered: readonly number[]): readonly number[] {
  let minutes = ordered;
  for (;;) {
    const stretches = stretchesOf(minutes);
    const small = stretches.find(({ replicas }, index) => {
      const next = stretches[(index + 1) % stretches.length]?.replicas ?? replicas;
      return next !== replicas && Math.abs(next / replicas - 1) <= TOLERANCE;
    });
    if (small === undefined) return minutes;
    const next = stretches[(stretches.indexOf(small) + 1) % stretches.length] ?? small;
    const lower = small.replicas < next.replicas ? small : next;
    const raised = [...minutes];
    for (let minute = lower.fromMinute; minute < lower.untilMinute; minute++)
      raised[minute % DAY_MINUTES] = Math.max(small.replicas, next.replicas);
    minutes = raised;
  }
}

/** The stretches of a day with one number of replicas each, in their order; one that goes on after midnight is one. */
export function stretchesOf(minutes: readonly number[]): readonly ScheduledStretch[] {
  const from = minutes.flatMap((replicas, minute) =>
    minutes[(minute + minutes.length - 1) % minutes.length] === replicas ? [] : [minute],
  );
  const [first] = from;
  if (first === undefined) return [{ fromMinute: 0, untilMinute: minutes.length, replicas: minutes[0] ?? 0 }];
  return from.map((fromMinute, index) => ({
    fromMinute,
    untilMinute: from[index + 1] ?? first + minutes.length,
    replicas: minutes[fromMinute] ?? 0,
  }));
}

/** Replica hours of a day that are paid for. */
export function replicaHoursOf({ minutes }: HourlySchedule): number {
  return minutes.reduce((sum, replicas) => sum + replicas, 0) / MINUTES;
}

/** Replicas that are paid for in an hour, on average. */
export function paidIn({ minutes }: HourlySchedule, hour: number): number {
  const own = minutes.slice(MINUTES * hour, MINUTES * (hour + 1));
  return own.reduce((sum, replicas) => sum + replicas, 0) / MINUTES;
}

/**
 * A schedule as KEDA orders it: a trigger `cron` for each stretch with more than the fewest replicas, all steps at once. Null where the
 * number is the same all day.
 */
export function scheduleAutoscaler({ minutes }: HourlySchedule): AutoscalerChoice | null {
  const fewest = smallest(minutes);
  const most = largest(minutes, 0);
  if (fewest === most) return null;
  const atOnce = {
    stabilizationMs: 0,
    selectPolicy: "max" as const,
    policies: [{ type: "pods" as const, value: most, periodMs: SYNC_MS }],
    tolerance: null,
  };
  return autoscalerSchema.parse({
    kind: "keda",
    minReplicas: fewest,
    maxReplicas: most,
    idleReplicas: null,
    pollingMs: 30_000,
    cooldownMs: 300_000,
    initialCooldownMs: 0,
    fallback: null,
    behavior: { scaleUp: atOnce, scaleDown: atOnce },
    triggers: [],
    crons: stretchesOf(minutes)
      .filter(({ replicas }) => replicas > fewest)
      .map(({ fromMinute, untilMinute, replicas }) => ({
        timezone: "Etc/UTC",
        start: cronOf(fromMinute),
        end: cronOf(untilMinute),
        desiredReplicas: replicas,
      })),
  });
}

function cronOf(minute: number): string {
  const ofDay = minute % DAY_MINUTES;
  return `${ofDay % MINUTES} ${Math.floor(ofDay / MINUTES)} * * *`;
}
