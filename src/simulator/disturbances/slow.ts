import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import {
  defineDisturbance,
  lengthMs,
  momentMs,
  replicaNumber,
  replicaWords,
  slownessOption,
} from "./disturbance.ts";

/** A replica computes more slowly for a while, as one does whose machine is shared, or throttled by heat. */
export const slow = defineDisturbance({
  kind: "slow",
  title: "executions that begin within a while take several times as long",
  example: "slow:replica=1,times=3,from=10s,for=20s",
  options: z.strictObject({
    kind: z.literal("slow"),
    replica: replicaNumber().optional(),
    times: slownessOption(),
    fromMs: momentMs("begin").default(0),
    forMs: lengthMs("length; without it, until the end").optional(),
  }),
  describe: ({ replica, times, fromMs, forMs }) =>
    `${replicaWords(replica)} ${times} times as slow from ${formatSpan(fromMs)}${forMs === undefined ? "" : ` for ${formatSpan(forMs)}`}`,
  start({ replica, times, fromMs, forMs }, stage) {
    stage.at(fromMs, () => {
      const slowed = stage.chosen(replica);
      for (const one of slowed) one.slowBy(times);
      if (forMs === undefined) return;
      stage.after(forMs, () => {
        for (const one of slowed) one.endSlow(times);
      });
    });
  },
});
