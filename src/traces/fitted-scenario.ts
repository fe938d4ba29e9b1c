import type { z } from "zod";
import { arrivalProcess } from "../arrivals/index.ts";
import { scenarioSchema } from "../scenario/scenario.ts";
import type { TraceFit } from "./fit.ts";

const LONGEST_MS = 3_600_000;
const WARMUP_MS = 3000;

/**
 * A scenario with the fitted traffic, as long as the trace but at most an hour. Its description says why it is no good
 * fit, where it is none.
 */
export function fittedScenario(
  file: string,
  { arrivals, problems }: Pick<TraceFit, "arrivals" | "problems">,
  durationSec: number,
): z.input<typeof scenarioSchema> {
  const base = file.split(/[/\\]/).at(-1) ?? file;
  const slug = base
    .toLowerCase()
    .replace(/\.[a-z]+$/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const scenario: z.input<typeof scenarioSchema> = {
    name: slug === "" ? "fitted" : `${slug}-fitted`,
    description: describe(base, arrivalProcess(arrivals).describe(arrivals), problems),
    load: { kind: "open", arrivals },
    phases: {
      warmupMs: WARMUP_MS,
      measureMs: Math.max(1000, Math.min(LONGEST_MS, Math.round(durationSec * 1000))),
    },
  };
  scenarioSchema.parse(scenario); // a scenario that could not be run is a fault here
  return scenario;
}

function describe(file: string, traffic: string, problems: readonly string[]): string {
  if (problems.length === 0) return `Fitted to ${file}: ${traffic}.`;
  return `No good fit to ${file}, so replay that instead: ${problems.join("; ")}. The nearest model: ${traffic}.`;
}
