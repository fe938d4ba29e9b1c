import { z } from "zod";
import { defineRepetition } from "./repetition-rule.ts";

export const uniform = defineRepetition({
  kind: "uniform",
  title: "every payload of the pool equally often, at random",
  options: z.strictObject({ kind: z.literal("uniform") }),
  describe: (_, count) => `each request picks one of ${count} at random`,
  start: (_, count) => (u) => Math.floor(u * count),
});
