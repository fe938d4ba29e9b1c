import { describe, expect, test } from "vitest";
import type { History } from "../../../src/history/history.ts";
import { trendChart } from "../../../src/report/history/charts/trend.ts";
import { renderHistoryReport } from "../../../src/report/history/html.ts";
import { renderHistory } from "../../../src/report/history/text.ts";
import { historyOf, levels, nightly } from "../../history/fixture.ts";
import { chartContract } from "../chart-contract.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { embedded, textOf } from "../page-text.ts";

const evil = "<img src=x onerror=alert(1)>";
const METRICS = ["p99", "throughput", "errors"];
const HISTORIES: Readonly<Record<string, History>> = {
  stepped: deepFreeze(historyOf(nightly(levels([1, 15], [1.2, 15])), METRICS)),
  single: deepFreeze(historyOf(nightly([1]), METRICS)),
  mixed: deepFreeze(
    historyOf(
      nightly(levels([1, 12]), (day) => ({
        environment: { cpu: day % 2 === 0 ? evil : "b", os: `kernel ${day}` },
        origin: { label: evil, commit: null },
      })),
      METRICS,
    ),
  ),
  empty: deepFreeze(historyOf([])),
};

describe.each(Object.entries(HISTORIES))("the history that is %s", (_, history) => {
  test("is a page of its own, sentence first, and holds the history", async () => {
    const page = await renderHistoryReport(history);
    expect(page).not.toMatch(/(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i);
    expect(page).not.toContain("<img src=x");
    const ids = [...page.matchAll(/<figure id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const body = textOf(page.slice(page.indexOf("<main>")));
    expect(body).toContain(history.sentence);
    expect(body).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
    expect(embedded(page)).toEqual(JSON.parse(JSON.stringify(history)));
  });

  test("fits into a terminal", () => {
    const lines = renderHistory(history, { colour: false }).split("\n");
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.join("\n")).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
  });
});

const drawn = (history: History, metric: string) => {
  const group = history.groups[0];
  const trend = group?.trends.find(({ figure }) => figure.id === metric);
  if (group === undefined || trend === undefined) throw new Error(`${metric} has a trend`);
  return { group, trend };
};
const rich = drawn(HISTORIES.stepped as History, "p99");
chartContract(
  { trend: trendChart(rich.group, rich.trend) },
  {
    rich,
    empty: {
      ...rich,
      group: { ...rich.group, points: rich.group.points.map((point) => ({ ...point, values: {} })) },
    },
    dead: drawn(HISTORIES.single as History, "p99"),
    others: { shares: drawn(HISTORIES.mixed as History, "errors") },
  },
  1,
);
