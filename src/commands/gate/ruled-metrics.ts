import type { GateOptions } from "../../config/gate-options.ts";
import type { RunOptionsInput } from "../../config/run-options.ts";
import { parseRunInput } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import { listProblems } from "../../core/format.ts";
import type { Host } from "../../core/host.ts";
import { applyRules } from "../../gate/apply-rules.ts";
import { type AskedMetric, parseMetric } from "../../gate/parse-metric.ts";
import type { Rule } from "../../gate/rule.ts";
import { levelName } from "../../result/level-name.ts";
import { levelsOf } from "../../scenario/levels.ts";
import { readRulesFile } from "../../store/rules-file.ts";
import { loadScenario } from "../../store/scenario-library.ts";
import { resolveScenario } from "../run/resolve-scenario.ts";

/** The metrics of a gate at one load where neither rules nor options name any. */
const USUAL = ["p50", "p95"].flatMap((name) => {
  const metric = parseMetric(name);
  return "problem" in metric ? [] : [metric];
});

/**
 * The metrics that a gate is asked to judge: those of the rules that count for its load, and those of `--metric`.
 *
 * @param common the options of the runs that both sides share
 * @param usual the metrics where neither rules nor options name any
 * @throws one usage error with every problem of the rules
 */
export function askedMetrics(
  { rules, metric }: Pick<GateOptions, "rules" | "metric">,
  common: RunOptionsInput,
  host: Pick<Host, "cwd" | "packageRoot">,
  usual: readonly AskedMetric[] = USUAL,
): readonly AskedMetric[] {
  if (rules === undefined) return metric ?? usual;
  const { options } = parseRunInput(common);
  const scenario = resolveScenario(loadScenario(options.scenario, host.cwd, host.packageRoot), options);
  const { load } = scenario;
  const levels = levelsOf(load, scenario.phases.measureMs).map((level) => levelName(level, { load }));
  const ruled = { scenario: scenario.name, levels: [...new Set(levels)] };
  const mistakes = (wellFormed: readonly (Rule | null)[]) => applyRules(wellFormed, ruled).problems;
  const given = typeof rules === "string" ? readRulesFile(rules, host.cwd, mistakes) : rules;
  const { metrics, problems } = applyRules(given, ruled);
  if (problems.length === 0) return [...metrics, ...(metric ?? [])];
  const place = typeof rules === "string" ? rules : "gate.rules";
  throw usageError(
    listProblems(problems.map((problem) => `${place}: ${problem}`)),
    "correct each rule; docs/gate.md has all that a rule may say",
  );
}
