import { z } from "zod";
import { formatDurationMs } from "../../core/units.ts";
import { defineAutoscaler, type RunningAutoscaler, type ScalingDecision } from "./autoscaler.ts";
import type { FleetReading } from "./fleet-reading.ts";
import { replicaCount } from "./hpa/options.ts";

const stepSchema = z.strictObject({ atMs: z.number().min(0), replicas: replicaCount });

type Step = z.output<typeof stepSchema>;

/** Replicas by the time of the run, as cron jobs or people order them. */
export const scheduled = defineAutoscaler({
  kind: "scheduled",
  title: "replicas by the time of the run, such as 0s=2,5m=6,20m=2",
  options: z.strictObject({
    kind: z.literal("scheduled"),
    steps: z.array(stepSchema).min(1).refine(isRising, "times have to rise"),
  }),
  describe: ({ steps }) =>
    `scheduled: ${steps.map(({ atMs, replicas }) => `${replicas} from ${formatDurationMs(atMs)}`).join(", ")}`,
  start: ({ steps }, { initialReplicas }) => new RunningSchedule(steps, initialReplicas),
});

function isRising(steps: readonly Step[]): boolean {
  return steps.every(({ atMs }, index) => index === 0 || atMs > (steps[index - 1]?.atMs ?? 0));
}

class RunningSchedule implements RunningAutoscaler {
  readonly #steps: readonly Step[];
  #ordered: number;
  #next = 0;

  constructor(steps: readonly Step[], initialReplicas: number) {
    this.#steps = steps;
    this.#ordered = initialReplicas;
  }

  get nextMs(): number {
    return this.#steps[this.#next]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  look({ nowMs }: FleetReading): readonly ScalingDecision[] {
    const desired = this.#steps[this.#next]?.replicas ?? this.#ordered;
    const current = this.#ordered;
    this.#next++;
    this.#ordered = desired;
    return [
      { atMs: nowMs, by: "scheduled", metrics: [], recommended: desired, desired, current, heldBackBy: [] },
    ];
  }
}
