import { z } from "zod";
import { formatSpan, plural } from "../../core/format.ts";
import { defineDisturbance, lengthMs, slownessOption } from "./disturbance.ts";

/** A replica that has just become ready is cold: its first executions, or those of its first seconds, take longer. */
export const warmUp = defineDisturbance({
  kind: "warm-up",
  title: "replicas that become ready while the fleet runs begin cold; those of the start are warm",
  example: "warm-up:times=3,for=10s or warm-up:times=20,executions=5",
  options: z
    .strictObject({
      kind: z.literal("warm-up"),
      times: slownessOption(),
      forMs: lengthMs("time until a replica is warm").optional(),
      executions: z
        .number()
        .int()
        .min(1)
        .max(1e6)
        .optional()
        .describe("executions until an instance is warm"),
    })
    .check(({ value, issues }) => {
      if ((value.forMs === undefined) !== (value.executions === undefined)) return;
      issues.push({ code: "custom", message: "give either for or executions", input: value });
    }),
  describe: ({ times, forMs, executions = 0 }) =>
    `a replica that becomes ready is ${times} times as slow for ${forMs === undefined ? `the first ${plural(executions, "execution")} of each instance` : formatSpan(forMs)}`,
  start({ times, forMs, executions = 0 }, stage) {
    stage.whenReady((replica) => {
      if (forMs === undefined) replica.beginCold(times, executions);
      else {
        replica.slowBy(times);
        stage.after(forMs, () => replica.endSlow(times));
      }
    });
  },
});
