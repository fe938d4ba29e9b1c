import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import { defineNetwork, delayOption } from "./network-kind.ts";

/** Everything takes the same time. */
export const fixed = defineNetwork({
  kind: "fixed",
  example: "fixed:1ms",
  options: z.strictObject({ kind: z.literal("fixed"), timeMs: delayOption("time each way") }),
  first: "timeMs",
  create: ({ timeMs }) => ({ words: `${formatSpan(timeMs)} each way`, start: () => () => timeMs }),
});
