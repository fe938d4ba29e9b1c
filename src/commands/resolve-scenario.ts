import { arrivalsSchema } from "../arrivals/index.ts";
import { parseArrivalSpec } from "../arrivals/spec.ts";
import { durationMs } from "../config/duration.ts";
import type { RunOptions } from "../config/run-options.ts";
import { usageError } from "../core/errors.ts";
import type { Scenario } from "../scenario/scenario.ts";

/**
 * The scenario with what the options say differently. A process named by `--arrivals` takes the scenario's rate
 * when neither it nor `--rate` gives one.
 *
 * @throws usage error when the process rejects its options.
 */
export function resolveScenario(scenario: Scenario, options: RunOptions): Scenario {
  const { arrivals } = scenario.load;
  const rate = options.rate === undefined ? {} : { ratePerSec: options.rate };
  const spec =
    options.arrivals === undefined
      ? { ...arrivals, ...rate }
      : { ratePerSec: arrivals.ratePerSec, ...parseArrivalSpec(options.arrivals), ...rate };
  const parsed = arrivalsSchema.safeParse(spec);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .map((issue) => `${issue.path.join(".")}: ${issue.message}`)
      .join("; ");
    throw usageError(`the arrival process is not possible: ${problems}`, "correct --arrivals or --rate");
  }
  const { warmupMs, measureMs } = scenario.phases;
  return {
    ...scenario,
    load: { kind: "open", arrivals: parsed.data },
    phases: {
      warmupMs: options.warmup === undefined ? warmupMs : durationMs(options.warmup),
      measureMs: options.duration === undefined ? measureMs : durationMs(options.duration),
    },
    slo: options.slo ?? scenario.slo,
  };
}
