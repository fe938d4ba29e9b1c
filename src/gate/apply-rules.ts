import { matchesGlob } from "../core/glob.ts";
import { parseObjective, problemWords } from "../result/parse-objective.ts";
import { levelMetric } from "./level-metric.ts";
import { limitMetric } from "./objective-metric.ts";
import { type AskedMetric, parseMetric } from "./parse-metric.ts";
import type { Rule } from "./rule.ts";

/** What rules are applied to. */
export interface RuledLoad {
  readonly scenario: string;
  /** Names of the levels of its load, such as `20/s`; empty where it has one level only. */
  readonly levels: readonly string[];
}

/** The metrics that rules ask for, and every problem with its place. */
export interface RuledMetrics {
  readonly metrics: readonly AskedMetric[];
  readonly problems: readonly string[];
}

/**
 * Reads rules, and takes those that count for a load. All rules are read, so that each mistake is found whatever the load.
 *
 * @param rules with null for one that is none by its form, which is told elsewhere
 */
export function applyRules(rules: readonly (Rule | null)[], load: RuledLoad): RuledMetrics {
  const read = rules.map((rule, i) => {
    if (rule === null) return { metrics: [], problems: [] };
    const found = metricsOfRule(rule, load);
    if ("problem" in found) return { metrics: [], problems: [`rule ${i + 1}: ${found.problem}`] };
    return { metrics: counts(rule, load) ? found.metrics : [], problems: [] };
  });
  const metrics = read.flatMap((one) => one.metrics);
  const problems = read.flatMap((one) => one.problems);
  if (problems.length > 0 || metrics.length > 0 || rules.includes(null)) return { metrics, problems };
  const names = rules.flatMap((rule) => rule?.scenario ?? []).join(", ");
  return { metrics, problems: [`no rule counts for the scenario ${load.scenario} (they are for ${names})`] };
}

function counts({ scenario }: Rule, load: RuledLoad): boolean {
  return scenario === undefined || matchesGlob(load.scenario, scenario);
}

function metricsOfRule(
  rule: Rule,
  load: RuledLoad,
): { metrics: readonly AskedMetric[] } | { problem: string } {
  const { metric, objective, tolerance, level } = rule;
  if ((metric === undefined) === (objective === undefined))
    return {
      problem: "it needs a metric (compared with the baseline) or an objective (a limit), and not both",
    };
  if (objective !== undefined) {
    if (tolerance !== undefined)
      return { problem: `an objective has its limit, so leave out the tolerance ${tolerance}` };
    if (level !== undefined)
      return { problem: "an objective is about the whole load, so leave out the level" };
    const parsed = parseObjective(objective);
    return "problem" in parsed ? { problem: problemWords(parsed) } : { metrics: [limitMetric(parsed)] };
  }
  const asked = parseMetric(tolerance === undefined ? `${metric}` : `${metric}:${tolerance}`);
  if ("problem" in asked || level === undefined) return "problem" in asked ? asked : { metrics: [asked] };
  return atLevels(asked, level, rule, load);
}

function atLevels(
  asked: AskedMetric,
  level: string,
  rule: Rule,
  load: RuledLoad,
): { metrics: readonly AskedMetric[] } | { problem: string } {
  const found = load.levels
    .filter((name) => matchesGlob(name, level))
    .map((name) => levelMetric(asked, name));
  const unknown = levelMetric(asked, level);
  if ("problem" in unknown) return unknown;
  if (found.length > 0 || !counts(rule, load))
    return { metrics: found.flatMap((one) => ("problem" in one ? [] : [one])) };
  const known =
    load.levels.length === 0
      ? "it has one level only"
      : `it has ${load.levels.map((name) => `"${name}"`).join(", ")}`;
  return { problem: `no level of the load of ${load.scenario} is called "${level}": ${known}` };
}
