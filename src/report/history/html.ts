import { plural } from "../../core/format.ts";
import type { History, HistoryGroup } from "../../history/history.ts";
import { figure } from "../page/figure.ts";
import { type Html, html } from "../page/markup.ts";
import { page } from "../page/page.ts";
import { byteLength, MOST_BYTES, rawData } from "../page/raw-data.ts";
import { trendChart } from "./charts/trend.ts";
import { changesTable } from "./sections/changes.ts";
import { historyHead } from "./sections/head.ts";
import { historyRule } from "./sections/rule.ts";

/** The most charts of a page; figures that changed come first. */
const MOST_CHARTS = 12;

/** Renders a history as one HTML file without network or script: what changed, then each group with its trends. */
export async function renderHistoryReport(history: History): Promise<string> {
  const groups: Html[] = [];
  let left = MOST_CHARTS;
  for (const group of history.groups) {
    groups.push(await groupSection(group, history.groups.length > 1, left));
    left = Math.max(0, left - group.trends.length);
  }
  const body = html`${historyHead(history)}
${groups}
${historyRule(history)}`;
  const title = `History: ${plural(
    history.groups.reduce((sum, { points }) => sum + points.length, 0),
    "result",
  )}`;
  const room = MOST_BYTES - byteLength(page(title, body, html``).text);
  return page(title, body, rawData(history, ["left", "groups"], room)).text;
}

async function groupSection(group: HistoryGroup, several: boolean, most: number): Promise<Html> {
  const trends = group.trends.toSorted((a, b) => Math.sign(b.changes.length) - Math.sign(a.changes.length));
  const charts: Html[] = [];
  for (const trend of trends.slice(0, most))
    charts.push(await figure(trendChart(group, trend), { group, trend }));
  return html`<section id="group-${group.group}"><h2>${several && `Group ${group.group}: `}${group.title}</h2>
${
  several &&
  html`<p>${Object.entries(group.facts)
    .map(([what, value]) => `${what}: ${value}`)
    .join("; ")}</p>`
}
${changesTable(group)}
${charts}
${trends.length > charts.length && html`<p>${plural(trends.length - charts.length, "more trend")}: not drawn, in the table and in the CSV file.</p>`}
</section>
`;
}
