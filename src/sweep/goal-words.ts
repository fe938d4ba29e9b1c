import { type Goal, WISHES } from "../result/goal.ts";
import { objectiveWords } from "../result/objective-words.ts";
import { parseObjective } from "../result/parse-objective.ts";

/**
 * A goal in words: `cheapest with p95 ≤ 50 ms and ≥ 99 % of fp32's accuracy`
 *
 * @param reference null where the model has one variant, so that there is no choice of accuracy
 */
export function goalWords({ wish, slo, accuracy }: Goal, reference: string | null): string {
  const conditions = slo.length === 0 ? [] : [objectivesWords(slo)];
  if (reference !== null && accuracy !== null) conditions.push(`≥ ${levelWords(accuracy, reference)}`);
  const asked = conditions.length === 0 ? "" : ` with ${conditions.join(" and ")}`;
  return `${WISHES[wish].title}${asked}${reference !== null && accuracy === null ? ", whatever the accuracy" : ""}`;
}

/** Objectives in words: `["p95<=50ms", "p99<=0.1s"]` → `p95 ≤ 50 ms and p99 ≤ 100 ms` */
export function objectivesWords(slo: readonly string[]): string {
  const words = (text: string) => {
    const objective = parseObjective(text);
    return "problem" in objective ? text : objectiveWords(objective);
  };
  return slo.map(words).join(" and ");
}

/** A level of accuracy in words: `99.9 % of fp32's accuracy` */
export function levelWords(level: number, reference: string): string {
  return `${Number((100 * level).toFixed(4))} % of ${reference}'s accuracy`;
}
