import { z } from "zod";

/** One rule of a gate as data: a figure that must not become worse, or an objective that the candidate must hold. */
export const ruleSchema = z.strictObject({
  metric: z
    .string()
    .optional()
    .describe(
      "figure that must not become worse than the baseline's, such as p99, cost, accuracy or attainment(ttft<=200ms)",
    ),
  tolerance: z
    .string()
    .optional()
    .describe("how much worse it may be, such as 10%; by default that of --tolerance"),
  objective: z
    .string()
    .optional()
    .describe("limit that the candidate must hold, whatever the baseline does, such as p99<=200ms"),
  scenario: z
    .string()
    .optional()
    .describe("the rule counts for scenarios of these names; * stands for any characters"),
  level: z
    .string()
    .optional()
    .describe(
      "the metric (p50, p99 or errors) at each level of the load with such a name, such as 200/s or *",
    ),
});

/** One rule of a gate, as it was written. */
export type Rule = z.infer<typeof ruleSchema>;

/** The schema of all rules of a gate: a list, or an object that holds it. */
export const rulesSchema = z.array(ruleSchema).min(1, "there is no rule");
