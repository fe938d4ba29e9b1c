import { z } from "zod";
import { parseObjective, problemWords } from "./parse-objective.ts";

/** An objective as people write it, such as p99<=50ms; its value is the objective that was read. */
export const objectiveSchema = z.string().transform((text, context) => {
  const objective = parseObjective(text);
  if (!("problem" in objective)) return objective;
  context.addIssue({ code: "custom", message: problemWords(objective) });
  return z.NEVER;
});

/**
 * An objective as people write it, such as p99<=50ms; its value stays the text, because results keep scenarios as they
 * were written.
 */
export const objectiveTextSchema = z.string().superRefine((text, context) => {
  const objective = parseObjective(text);
  if ("problem" in objective) context.addIssue({ code: "custom", message: problemWords(objective) });
});
