import { z } from "zod";
import { nearestWord } from "../core/nearest-word.ts";
import { FIGURES } from "../result/figures.ts";

const NAMES = FIGURES.map(({ id }) => id);

/** An option that takes names of figures of a run. */
export function metricNames(description: string) {
  return z
    .array(
      z.string().transform((name, context) => {
        if (NAMES.includes(name)) return name;
        const near = nearestWord(name, NAMES);
        const message = `"${name}" is no figure of docs/metrics.md${near === undefined ? "" : `; did you mean ${near}?`}`;
        context.addIssue({ code: "custom", message });
        return z.NEVER;
      }),
    )
    .default([])
    .describe(description);
}
