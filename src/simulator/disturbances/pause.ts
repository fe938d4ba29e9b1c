import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import { exponential } from "../../core/rng.ts";
import type { Replica } from "../replica.ts";
import { defineDisturbance, lengthMs, replicaNumber, replicaWords } from "./disturbance.ts";
import { watch } from "./watch.ts";

/** A replica stands still now and then, as one does that collects garbage: nothing begins, and what runs goes on afterwards. */
export const pause = defineDisturbance({
  kind: "pause",
  title: "replicas stand still for a while, each at moments of its own, in exponential times",
  example: "pause:every=10s,for=200ms",
  options: z.strictObject({
    kind: z.literal("pause"),
    replica: replicaNumber().optional(),
    everyMs: lengthMs("mean time from the end of a pause to the next one"),
    forMs: lengthMs("length of a pause"),
  }),
  describe: ({ replica, everyMs, forMs }) =>
    `${replicaWords(replica)} stands still for ${formatSpan(forMs)} every ${formatSpan(everyMs)} on average`,
  start({ replica, everyMs, forMs }, stage, rng) {
    const goOn = (one: Replica): void =>
      stage.after(exponential(rng) * everyMs, () => {
        if (stage.isGone(one)) return;
        stage.pause(one, forMs);
        stage.after(forMs, () => goOn(one));
      });
    watch(replica, stage, goOn);
  },
});
