import type { ComparedRow, Comparison } from "../../compare/comparison.ts";
import { formatCompared } from "../../compare/document-figures.ts";
import { changeWords, isShown, isWorse } from "../../compare/words.ts";
import { displaySentence, plural } from "../../core/format.ts";
import { COLUMNS, named, type Paint, painter, wrap } from "../terminal.ts";

/** The most rows of figures, and of differences, in a terminal; the others are counted. */
const MOST_ROWS = 24;
const MOST_DIFFERENCES = 20;
const TITLE_COLUMNS = 26;
const VALUE_COLUMNS = 14;

/** A comparison for a terminal: the sentence first, what differs, then the main figures; at most 100 columns wide. */
export function renderComparison(comparison: Comparison, { colour }: { readonly colour: boolean }): string {
  const paint = painter(colour);
  const { sentence, notices, sides, rows } = comparison;
  const main = rows.filter(({ figure }) => figure.main);
  return [
    ...wrap(displaySentence(sentence), COLUMNS),
    "",
    ...notices.flatMap((notice) => named("note", notice).map(paint.note)),
    ...sides.flatMap(({ letter, label, documents, answers }) => [
      ...named(letter, `${label}, ${plural(documents.length, "result")}`),
      ...answers.flatMap((answer) => named("", answer).map(paint.quiet)),
    ]),
    "",
    ...differenceLines(comparison, paint),
    "",
    ...(sides.length === 2
      ? tableOfTwo(main.slice(0, MOST_ROWS), paint)
      : blocks(main.slice(0, MOST_ROWS), comparison, paint)),
    ...more(rows.length - Math.min(main.length, MOST_ROWS), "figure", "--report html=FILE or csv=FILE"),
    ...footnote(comparison, paint),
  ]
    .map((line) => line.trimEnd())
    .join("\n");
}

function differenceLines({ differences, sides }: Comparison, paint: Paint): string[] {
  if (sides.every(({ documents }) => documents.length === 0)) return [];
  if (differences.length === 0)
    return named("differs", "nothing in settings, traffic and environment").map(paint.quiet);
  return [
    ...differences
      .slice(0, MOST_DIFFERENCES)
      .flatMap(({ what, values }, i) =>
        named(
          i === 0 ? "differs" : "",
          `${what}: ${values.map((value, at) => `${sides[at]?.letter} ${value}`).join(" | ")}`,
        ),
      ),
    ...more(differences.length - MOST_DIFFERENCES, "difference", "--report html=FILE"),
  ];
}

function more(left: number, noun: string, where: string): string[] {
  return left <= 0 ? [] : [`… and ${plural(left, `more ${noun}`)}: ${where}`];
}

function tableOfTwo(rows: readonly ComparedRow[], paint: Paint): string[] {
  if (rows.length === 0) return [];
  return [
    paint.quiet(
      `${"".padEnd(TITLE_COLUMNS)}${"A".padStart(VALUE_COLUMNS)}${"B".padStart(VALUE_COLUMNS)}  change`,
    ),
    ...rows.flatMap((row) => {
      const { figure, sides, changes } = row;
      const values = sides.map(({ value }) => cell(figure, value).padStart(VALUE_COLUMNS)).join("");
      const text = `${values}  ${changeText(row, changes[0] ?? null, paint)}`;
      return titled(figure.title, text);
    }),
  ];
}

/** A title in its column with the text beside it; a longer title has a line of its own. */
function titled(title: string, text: string): string[] {
  const shown = displaySentence(title);
  return shown.length < TITLE_COLUMNS
    ? [`${shown.padEnd(TITLE_COLUMNS)}${text}`]
    : [...wrap(shown, COLUMNS), `${"".padEnd(TITLE_COLUMNS)}${text}`];
}

function blocks(rows: readonly ComparedRow[], { sides }: Comparison, paint: Paint): string[] {
  return rows.flatMap((row) =>
    row.sides.flatMap(({ value }, i) => {
      const change = i === 0 ? "" : `  ${changeText(row, row.changes[i - 1] ?? null, paint)}`;
      const text = `${sides[i]?.letter}${cell(row.figure, value).padStart(VALUE_COLUMNS)}${change}`;
      return i === 0 ? titled(row.figure.title, text) : [`${"".padEnd(TITLE_COLUMNS)}${text}`];
    }),
  );
}

const cell = (figure: ComparedRow["figure"], value: number | null): string =>
  value === null ? "none" : formatCompared(figure, value);

function changeText({ figure }: ComparedRow, change: ComparedRow["changes"][number], paint: Paint): string {
  if (change === null) return "";
  const words = changeWords(figure, change);
  const worse = isWorse(figure, change.change);
  if (!isShown(change) || worse === null) return words;
  return worse ? paint.bad(words) : paint.good(words);
}

/** How the intervals are to be read, or why there are none. */
function footnote({ rows }: Comparison, paint: Paint): string[] {
  const changes = rows.flatMap(({ changes: own }) => own.flatMap((change) => change ?? []));
  const known = changes.filter(({ interval }) => interval !== null);
  if (known.length > 0)
    return named(
      "interval",
      "95 % each, from how repeated results differ; of twenty changes without a cause one lies outside",
    ).map(paint.quiet);
  const [first] = changes;
  return first?.absent == null ? [] : named("interval", `none: ${first.absent}`).map(paint.quiet);
}
