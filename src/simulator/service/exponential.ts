import { z } from "zod";
import { exponential as draw } from "../../core/rng.ts";
import { defineService } from "./define-service.ts";
import { oneByOne } from "./one-by-one.ts";
import { timeMsOption } from "./time-option.ts";

/** Executions take exponential times: M/M/c under Poisson traffic, for which everything is known in closed form. */
export const exponential = defineService({
  kind: "exponential",
  title: "every request alone, in exponential times",
  example: "exponential:10ms",
  options: z.strictObject({
    kind: z.literal("exponential"),
    meanMs: timeMsOption("mean time of an execution"),
  }),
  first: "meanMs",
  create: ({ meanMs }) =>
    oneByOne(`exponential times of ${meanMs} ms on average`, meanMs, (rng) => () => meanMs * draw(rng)),
});
