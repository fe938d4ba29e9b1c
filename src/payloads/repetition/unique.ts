import { z } from "zod";
import { defineRepetition } from "./repetition-rule.ts";

/** Request `seq` carries payload `seq`: the pool holds one for each request of the schedule. */
export const unique = defineRepetition({
  kind: "unique",
  title: "no payload comes twice: no cache of any kind can help",
  options: z.strictObject({ kind: z.literal("unique") }),
  describe: (_, count) => `no request repeats one of the ${count}`,
  start: (_, count) => (_u, seq) => {
    if (seq < count) return seq;
    throw new RangeError(`request ${seq} has no payload of its own: the pool holds ${count}`);
  },
});
