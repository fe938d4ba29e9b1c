import type { RunOptions } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import { formatSpan } from "../../core/format.ts";
import { isOfLongRun, type Objective } from "../../result/objective.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { isStationary } from "../../scenario/stationary.ts";
import { type Looks, planLooks } from "../../stats/until-shown.ts";

/**
 * The moments at which a run with --until-shown looks whether its objectives are decided; null without that option.
 *
 * @throws usage error where going on would decide nothing
 */
export function looksOf(
  options: RunOptions,
  { load, phases }: Scenario,
  objectives: readonly Objective[],
): Looks | null {
  const { untilShownMs: longestMs, slo = [], sloJudge, driver } = options;
  if (longestMs === undefined) return null;
  const refuse = (why: string, cure: string): never => {
    throw usageError(`--until-shown would do nothing: ${why}`, cure);
  };
  if (slo.length === 0) refuse("no objective was asked for", "add --slo");
  if (sloJudge === "observed")
    refuse("--slo-judge observed decides by what any run observed", "leave out either");
  if (!objectives.some(isOfLongRun))
    refuse(
      `${objectives.map(({ text }) => text).join(", ")} would be about this run alone, and any run decides that`,
      "add an objective on a percentile, a mean or a share, or leave it out",
    );
  if (driver === "autocannon") refuse("autocannon cannot be ended early without loss", "leave out --driver");
  if (!isStationary(load))
    refuse(
      "the rate of this traffic changes by plan, so no part of a run repeats another",
      "choose traffic of a constant mean rate, or leave it out",
    );
  if (longestMs <= phases.measureMs)
    refuse(
      `its ${formatSpan(longestMs)} are not longer than the measured part of ${formatSpan(phases.measureMs)}`,
      "raise it, or lower --duration",
    );
  return planLooks(phases.measureMs, longestMs);
}
