import { formatCompared } from "../../compare/document-figures.ts";
import { changeWords } from "../../compare/words.ts";
import { plural } from "../../core/format.ts";
import { markdownText } from "../../core/markdown-text.ts";
import type { FigureTrend, HistoryGroup } from "../history.ts";
import { placeWords } from "../sentence.ts";
import type { HistoryExport } from "./history-export.ts";

/** A history as Markdown: the sentence, and the change points of every group. */
export const markdown: HistoryExport = {
  title: "Markdown, for comments and step summaries",
  oneGroup: false,
  render({ sentence, notices, groups }) {
    return [
      "### Performance over time",
      "",
      markdownText(sentence),
      "",
      ...notices.map((notice) => `- **Note:** ${markdownText(notice)}`),
      "",
      ...groups.flatMap(groupLines),
    ].join("\n");
  },
};

function groupLines(group: HistoryGroup): string[] {
  const changed = group.trends.filter(({ changes }) => changes.length > 0);
  const steady = group.trends.filter(({ changes }) => changes.length === 0).map(({ figure }) => figure.title);
  return [
    `#### ${markdownText(group.title)} (${plural(group.points.length, "result")})`,
    "",
    ...(changed.length === 0
      ? []
      : [
          "| figure | from | change | mean before | mean after |",
          "| --- | --- | --- | --- | --- |",
          ...changed.flatMap((trend) => changeRows(trend, group)),
          "",
        ]),
    ...(steady.length === 0 ? [] : [`No change is shown in ${markdownText(steady.join(", "))}.`, ""]),
  ];
}

function changeRows({ figure, changes, stretches }: FigureTrend, { points }: HistoryGroup): string[] {
  return changes.map(({ at, change }, i) => {
    const point = points[at];
    const mean = (stretch: number) => formatCompared(figure, stretches[stretch]?.mean ?? null);
    const cells = [
      figure.title,
      point === undefined ? "" : placeWords(point),
      change === null ? "" : changeWords(figure, change),
      mean(i),
      mean(i + 1),
    ];
    return `| ${cells.map(markdownText).join(" | ")} |`;
  });
}
