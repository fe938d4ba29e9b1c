import { z } from "zod";
import { formatSpan, plural } from "../../core/format.ts";
import { exponential } from "../../core/rng.ts";
import type { Replica } from "../replica.ts";
import { defineDisturbance, momentMs } from "./disturbance.ts";
import type { Stage } from "./stage.ts";
import { watch } from "./watch.ts";

const HOUR_MS = 3_600_000;

/** Spot machines are taken away after a notice, in which they are sent nothing more; a new one is ready some time later. Each for itself again and again, or several together once. */
export const preempt = defineDisturbance({
  kind: "preempt",
  title: "spot machines are taken away after a notice, and replaced",
  example: "preempt:rate=0.5/h,notice=2m,replace=3m or preempt:at=20s,machines=2,notice=30s,replace=1m",
  options: z
    .strictObject({
      kind: z.literal("preempt"),
      ratePerHour: z
        .number()
        .positive()
        .max(3600)
        .describe("how often each machine is taken away, an hour")
        .optional(),
      atMs: momentMs("moment of the notice to several machines at once").optional(),
      machines: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .describe("machines that are then taken away together: those with the highest numbers")
        .optional(),
      noticeMs: momentMs("time between the notice and the end: nothing new is sent").default(120_000),
      replaceMs: momentMs("time from the end until the new machine is ready"),
    })
    .check(({ value, issues }) => {
      const { ratePerHour, atMs, machines } = value;
      const isOnce = ratePerHour === undefined && atMs !== undefined && machines !== undefined;
      const isRandom = ratePerHour !== undefined && atMs === undefined && machines === undefined;
      if (isOnce || isRandom) return;
      issues.push({ code: "custom", message: "give either rate, or at and machines", input: value });
    }),
  describe: ({ ratePerHour, atMs = 0, machines = 1, noticeMs, replaceMs }) =>
    `${ratePerHour === undefined ? `${plural(machines, "machine")} taken away at ${formatSpan(atMs)}` : `each machine taken away ${ratePerHour} times an hour`} after a notice of ${formatSpan(noticeMs)}, a new one ready ${formatSpan(replaceMs)} later`,
  start({ ratePerHour, atMs, machines = 1, noticeMs, replaceMs }, stage, rng) {
    if (ratePerHour === undefined) {
      stage.at(atMs ?? 0, () => {
        for (const one of stage.replicas().slice(-machines)) takeAway(one, stage, { noticeMs, replaceMs });
      });
      return;
    }
    const goOn = (one: Replica): void =>
      stage.after((exponential(rng) * HOUR_MS) / ratePerHour, () => {
        const isTaken = takeAway(one, stage, { noticeMs, replaceMs }, () => goOn(one));
        if (!isTaken && !stage.isGone(one)) goOn(one);
      });
    watch(undefined, stage, goOn);
  },
});

/** Takes the machine of a replica away after a notice; false where it has ended for good, or is about to. */
function takeAway(
  one: Replica,
  stage: Stage,
  { noticeMs, replaceMs }: { readonly noticeMs: number; readonly replaceMs: number },
  replaced: () => void = () => {},
): boolean {
  const outage = stage.drain(one);
  if (outage === null) return false;
  stage.after(noticeMs, () => {
    stage.takeDownFor(outage);
    stage.after(replaceMs, () => {
      stage.end(outage);
      replaced();
    });
  });
  return true;
}
