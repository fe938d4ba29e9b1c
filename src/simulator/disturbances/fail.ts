import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import { exponential } from "../../core/rng.ts";
import type { Replica } from "../replica.ts";
import { defineDisturbance, lengthMs, momentMs, replicaNumber, replicaWords } from "./disturbance.ts";
import { watch } from "./watch.ts";

/** Replicas fail and are repaired: once at a moment, or again and again in exponential times (mtbf, mttr). */
export const fail = defineDisturbance({
  kind: "fail",
  title: "replicas fail at once, with all that they have, and serve again after their repair",
  example: "fail:replica=1,at=20s,for=30s or fail:mtbf=10m,mttr=30s",
  options: z
    .strictObject({
      kind: z.literal("fail"),
      replica: replicaNumber().optional(),
      atMs: momentMs("moment of the failure").optional(),
      forMs: lengthMs("time until the repair; without it, none").optional(),
      mtbfMs: lengthMs("mean time from a repair to the next failure").optional(),
      mttrMs: lengthMs("mean time of a repair").optional(),
    })
    .check(({ value: { atMs, forMs, mtbfMs, mttrMs }, issues, value }) => {
      const isOnce = atMs !== undefined && mtbfMs === undefined && mttrMs === undefined;
      const isRandom =
        atMs === undefined && forMs === undefined && mtbfMs !== undefined && mttrMs !== undefined;
      if (isOnce || isRandom) return;
      issues.push({ code: "custom", message: "give either at, and for, or mtbf and mttr", input: value });
    }),
  describe: ({ replica, atMs, forMs, mtbfMs = 0, mttrMs = 0 }) =>
    atMs === undefined
      ? `${replicaWords(replica)} fails every ${formatSpan(mtbfMs)} on average, for ${formatSpan(mttrMs)} on average`
      : `${replicaWords(replica)} fails at ${formatSpan(atMs)}${forMs === undefined ? " for good" : ` for ${formatSpan(forMs)}`}`,
  start({ replica, atMs, forMs, mtbfMs = 0, mttrMs = 0 }, stage, rng) {
    if (atMs !== undefined) {
      stage.at(atMs, () => {
        for (const one of stage.chosen(replica)) {
          const outage = stage.takeDown(one);
          if (outage !== null && forMs !== undefined) stage.after(forMs, () => stage.end(outage));
        }
      });
      return;
    }
    const goOn = (one: Replica): void =>
      stage.after(exponential(rng) * mtbfMs, () => {
        const outage = stage.takeDown(one);
        const repairMs = exponential(rng) * mttrMs;
        stage.after(repairMs, () => {
          if (outage !== null) stage.end(outage);
          if (!stage.isGone(one)) goOn(one);
        });
      });
    watch(replica, stage, goOn);
  },
});
