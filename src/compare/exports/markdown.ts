import { markdownText } from "../../core/markdown-text.ts";
import type { ComparedRow, Comparison, SideValue } from "../comparison.ts";
import { formatCompared } from "../document-figures.ts";
import { changeWords } from "../words.ts";
import type { CompareExport } from "./compare-export.ts";

/** The most rows of the table that is not folded. */
const MOST_ROWS = 12;

/** A comparison as Markdown: the sentence, what must be known first and the main figures at once, everything else folded. */
export const markdown: CompareExport = {
  title: "Markdown, for comments on changes and step summaries",
  render({ sentence, notices, sides, differences, rows }) {
    const letters = sides.map(({ letter }) => letter);
    const main = rows.filter(({ figure }) => figure.main);
    const folded = rows.filter((row) => !main.slice(0, MOST_ROWS).includes(row));
    return [
      "### Performance comparison",
      "",
      markdownText(sentence),
      "",
      ...notices.map((notice) => `- **Note:** ${markdownText(notice)}`),
      ...sides.map(
        ({ letter, label, documents }) => `- ${letter}: ${markdownText(label)} (${documents.length})`,
      ),
      "",
      ...differenceTable(letters, differences),
      ...figureTable(letters, main.slice(0, MOST_ROWS)),
      ...(folded.length === 0
        ? []
        : [
            "<details><summary>All other figures</summary>",
            "",
            ...figureTable(letters, folded),
            "</details>",
            "",
          ]),
    ].join("\n");
  },
};

function differenceTable(letters: readonly string[], differences: Comparison["differences"]): string[] {
  if (differences.length === 0) return ["Settings and environment are the same.", ""];
  return [
    "<details><summary>What differs</summary>",
    "",
    row(["", ...letters]),
    row(["---", ...letters.map(() => "---")]),
    ...differences.map(({ what, values }) => row([what, ...values].map(markdownText))),
    "",
    "</details>",
    "",
  ];
}

function figureTable(letters: readonly string[], rows: readonly ComparedRow[]): string[] {
  const changed = letters.slice(1).map((letter) => (letters.length === 2 ? "change" : `${letter} against A`));
  return [
    row(["figure", ...letters, ...changed]),
    row(["---", ...letters.map(() => "---:"), ...changed.map(() => "---")]),
    ...rows.map(({ figure, sides, changes }) =>
      row(
        [
          figure.title,
          ...sides.map((side) => valueWords(figure, side)),
          ...changes.map((change) => (change === null ? "" : changeWords(figure, change))),
        ].map(markdownText),
      ),
    ),
    "",
  ];
}

function valueWords(figure: ComparedRow["figure"], { value }: SideValue): string {
  return value === null ? "none" : formatCompared(figure, value);
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
