import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import { exponential } from "../../core/rng.ts";
import type { Replica } from "../replica.ts";
import { defineDisturbance, lengthMs, momentMs } from "./disturbance.ts";
import { watch } from "./watch.ts";

const HOUR_MS = 3_600_000;

/** Spot machines are taken away after a notice, in which they are sent nothing more; a new one is ready some time later. */
export const preempt = defineDisturbance({
  kind: "preempt",
  title: "spot machines are taken away after a notice, and replaced",
  example: "preempt:rate=0.5/h,notice=2m,replace=3m",
  options: z.strictObject({
    kind: z.literal("preempt"),
    ratePerHour: z.number().positive().max(3600).describe("how often each machine is taken away, an hour"),
    noticeMs: momentMs("time between the notice and the end: nothing new is sent").default(120_000),
    replaceMs: lengthMs("time from the end until the new machine is ready"),
  }),
  describe: ({ ratePerHour, noticeMs, replaceMs }) =>
    `each machine taken away ${ratePerHour} times an hour after a notice of ${formatSpan(noticeMs)}, a new one ready ${formatSpan(replaceMs)} later`,
  start({ ratePerHour, noticeMs, replaceMs }, stage, rng) {
    const goOn = (one: Replica): void =>
      stage.after((exponential(rng) * HOUR_MS) / ratePerHour, () => {
        const outage = stage.drain(one);
        if (outage === null) {
          if (!stage.isGone(one)) goOn(one);
          return;
        }
        stage.after(noticeMs, () => {
          stage.takeDownFor(outage);
          stage.after(replaceMs, () => {
            stage.end(outage);
            goOn(one);
          });
        });
      });
    watch(undefined, stage, goOn);
  },
});
