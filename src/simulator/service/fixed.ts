import { z } from "zod";
import { defineService } from "./define-service.ts";
import { oneByOne } from "./one-by-one.ts";
import { timeMsOption } from "./time-option.ts";

/** Every execution takes the same time: M/D/c under Poisson traffic. */
export const fixed = defineService({
  kind: "fixed",
  title: "every request alone, always in the same time",
  example: "fixed:10ms",
  options: z.strictObject({ kind: z.literal("fixed"), timeMs: timeMsOption("time of an execution") }),
  first: "timeMs",
  create: ({ timeMs }) => oneByOne(`${timeMs} ms for each request`, timeMs, () => () => timeMs),
});
