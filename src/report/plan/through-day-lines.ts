import { formatMs, formatNumber } from "../../core/format.ts";
import { usd } from "../../planning/answer-sentence.ts";
import { savingSentence } from "../../planning/hours/way-words.ts";
import type { PlanFleet } from "../../result/plan-result.ts";
import { named } from "../terminal.ts";
import { minutesOutWords } from "./plan-words.ts";

/** What replicas that change through the day cost and miss, for a terminal; nothing where the plan was not asked for them. */
export function throughDayLines({ throughDay }: Pick<PlanFleet, "throughDay">): string[] {
  return throughDay.flatMap(({ way, costPerMonth, savedShare, replicaHoursPerDay, day, manifest }) => {
    const [worst] = day?.worstHours ?? [];
    const out = day?.outOfObjective ?? null;
    const words = [
      `${usd(costPerMonth)} a month${way === "fixed" ? "" : `, ${savingSentence({ savedShare })}`}`,
      `${formatNumber(replicaHoursPerDay)} replica hours a day`,
      ...(worst === undefined ? [] : [`p99 ${formatMs(worst.p99Ms.mean)} in the worst hour, ${worst.hour}`]),
      ...(out === null
        ? []
        : [`${minutesOutWords(out)} a month missed, and ${formatNumber(out.budgetMinutes)} are allowed`]),
      ...(manifest === null ? [] : [`apply/${manifest}`]),
    ];
    return named(way, words.join("; "));
  });
}
