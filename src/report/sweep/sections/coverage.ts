import { formatCount, formatShare, formatSpan, plural } from "../../../core/format.ts";
import type { SweepResult } from "../../../result/sweep-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html } from "../../page/markup.ts";
import { askedShare } from "../points.ts";

/** The section of coverage: how much of the grid the answer rests on. */
export function coverageSection(result: SweepResult): Html {
  const { search, axes, points } = result;
  const of = (state: (typeof points)[number]["state"]) =>
    points.filter((point) => point.state === state).length;
  return html`<section id="coverage"><h2>How much was measured</h2>
${facts([
  [
    "Search",
    search.kind === "full" ? "the full grid" : `adaptive, to within ${askedShare(search.tolerance)}`,
  ],
  [
    "Grid",
    `${axes.map(({ title, values }) => `${formatCount(values.length)} × ${title}`).join(", ") || "one point"}: ${plural(search.gridPoints, "point")}`,
  ],
  [
    "Measured",
    `${plural(search.measuredPoints, "point")}, ${formatShare(search.measuredPoints, search.gridPoints)} of the grid, in ${plural(search.runs, "run")}`,
  ],
  [
    "Measured again",
    search.confirmations === 0
      ? null
      : `${plural(points.filter(({ confirmed }) => confirmed > 0).length, "point")}, in ${plural(search.confirmations, "run")} with seeds of their own, ${formatSpan(search.confirmMs)}`,
  ],
  ["Of whole length", plural(of("measured"), "point")],
  ["Probed only", of("probed") === 0 ? null : `${plural(of("probed"), "point")}, by shorter runs`],
  [
    "Without a valid run",
    of("invalid") === 0 ? null : `${plural(of("invalid"), "point")}: ${invalidReasons(result)}`,
  ],
  [
    "Time",
    `${formatSpan(search.spentMs)}, ${formatShare(search.spentMs, search.gridMs)} of what the grid takes, each point once`,
  ],
  ["Ended because", search.stopReason],
])}
</section>`;
}

function invalidReasons({ points }: SweepResult): string {
  const codes = points.filter(({ state }) => state === "invalid").flatMap(({ reasons }) => reasons);
  return [...new Set(codes)].join(", ");
}
