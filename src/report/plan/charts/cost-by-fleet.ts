import { displaySentence } from "../../../core/format.ts";
import type { PlanResult } from "../../../result/plan-result.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { currencyOf, fleetLetter } from "../plan-words.ts";

const COLOURS = [COLOUR.actual, COLOUR.service, COLOUR.median, COLOUR.extreme, COLOUR.failed, COLOUR.planned];
const MOST_LETTERS = 34;

/** Chart of what a month costs, part by part, for each fleet that was worked out. */
export const costByFleet = defineChart<PlanResult>({
  id: "cost-by-fleet",
  title: "What a month costs",
  caption: (result) => `In ${currencyOf(result)}, a bar for each fleet of the table, A the cheapest.`,
  spec(result, layout) {
    const rows = result.fleets.flatMap(({ cost }, index) =>
      cost.parts.map(({ name, perMonth }) => ({ fleet: fleetLetter(index), name: short(name), perMonth })),
    );
    if (rows.length === 0) return noData("no fleet keeps the objectives");
    const names = [...new Set(rows.map(({ name }) => name))];
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: { step: 26 },
        data: { values: rows },
        mark: { type: "bar", height: 17 },
        encoding: {
          y: { field: "fleet", type: "nominal", sort: null, axis: { title: null } },
          x: {
            field: "perMonth",
            type: "quantitative",
            scale: { zero: true, nice: true },
            axis: { title: `${currencyOf(result)} a month`, tickCount: 5, format: ",~r", grid: true },
          },
          color: {
            field: "name",
            type: "nominal",
            scale: {
              domain: names,
              range: names.map((_, index) => COLOURS[index % COLOURS.length] as string),
            },
            legend: {
              title: null,
              orient: "bottom",
              direction: "vertical",
              columns: 1,
              symbolType: "square",
              symbolStrokeWidth: 0,
            },
          },
        },
      },
    };
  },
});

/** The name of a part as a legend has room for it on a phone. */
function short(name: string): string {
  const shown = displaySentence(name);
  return shown.length > MOST_LETTERS ? `${shown.slice(0, MOST_LETTERS)}…` : shown;
}
