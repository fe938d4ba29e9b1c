import { meaningOf, type Objective } from "../result/objective.ts";
import { type ObjectiveProblem, parseObjective, problemWords } from "../result/parse-objective.ts";

/** A set of objectives with a load line of its own. */
export interface Tier {
  readonly name: string;
  readonly objectives: readonly Objective[];
}

/** A tier as people write it: `gold: p99<=20ms; errors<=0.1%`, or its objectives alone. */
export function parseTier(text: string): Tier | { readonly problem: string } {
  const [, name, rest = text] = /^\s*([\p{L}\p{N}][\p{L}\p{N} _-]*?)\s*:(?!\s*\d)(.*)$/su.exec(text) ?? [];
  // Limits of an attainment may be divided by semicolons, too.
  const parts = rest.split(/;(?![^()]*\))/).map((part) => part.trim());
  const read = parts.filter((part) => part !== "").map(parseObjective);
  const wrong = read.find((one): one is ObjectiveProblem => "problem" in one);
  if (wrong !== undefined) return { problem: problemWords(wrong) };
  if (read.length === 0)
    return { problem: "a tier is a name and objectives, such as 'gold: p99<=20ms; errors<=0.1%'" };
  const objectives = read as Objective[];
  return { name: name ?? objectives.map((one) => one.text).join("; "), objectives };
}

/** The tiers of a search: all objectives together come first, then each tier, or each objective where no tier is given. */
export function tiersOf(
  objectives: readonly Objective[],
  given: readonly Tier[],
): readonly [Tier, ...Tier[]] {
  const all = distinct([...objectives, ...given.flatMap((tier) => tier.objectives)]);
  const own =
    given.length > 0 ? given : all.map((objective) => ({ name: objective.text, objectives: [objective] }));
  return [{ name: "all objectives", objectives: all }, ...own];
}

function distinct(objectives: readonly Objective[]): Objective[] {
  return [...new Map(objectives.map((one) => [JSON.stringify(meaningOf(one)), one])).values()];
}
