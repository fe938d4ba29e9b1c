import { levelName } from "../result/level-name.ts";
import type { LevelResult } from "../result/levels.ts";
import type { AskedMetric } from "./parse-metric.ts";

/** The figures that every level of a load has. */
const OF_LEVELS: Readonly<Record<string, (level: LevelResult) => number | null>> = {
  p50: ({ p50Ms }) => p50Ms,
  p99: ({ p99Ms }) => p99Ms,
  errors: ({ scheduled, failed }) => (scheduled === 0 ? null : failed / scheduled),
};

/** A metric at one level of the load; the problem where levels have no such figure. */
export function levelMetric(asked: AskedMetric, level: string): AskedMetric | { readonly problem: string } {
  const { figure } = asked;
  const read = OF_LEVELS[figure.id];
  if (read === undefined)
    return { problem: `levels of the load have ${Object.keys(OF_LEVELS).join(", ")}, and not ${figure.id}` };
  return {
    ...asked,
    figure: {
      ...figure,
      id: `${figure.id} at ${level}`,
      title: `${figure.title} at ${level}`,
      words: `${figure.words} at ${level}`,
      read(result) {
        const found = result.levels.find((one) => levelName(one, result) === level);
        return found === undefined ? null : read(found);
      },
      absent(result) {
        const found = result.levels.find((one) => levelName(one, result) === level);
        return found?.absent[`${figure.id}Ms`] ?? null;
      },
    },
  };
}
