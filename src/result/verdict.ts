import { z } from "zod";

/** Whether the figures of a run may be believed, and what that rests on. */
export const verdictSchema = z.object({
  valid: z.boolean(),
  reasons: z.array(z.object({ code: z.string(), message: z.string(), cure: z.string() })),
  checks: z.array(
    z.object({
      code: z.string(),
      title: z.string(),
      observed: z.string(),
      limit: z.string(),
      holds: z.boolean(),
      applies: z
        .boolean()
        .default(true)
        .describe("false: the run does not rest on it, or could not tell; then it counts as held"),
    }),
  ),
});
