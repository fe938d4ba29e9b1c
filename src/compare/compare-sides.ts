import { usageError } from "../core/errors.ts";
import { largest, smallest } from "../core/extremes.ts";
import { DOCUMENT_KINDS, type ResultKind } from "../result/document.ts";
import { changeOf, isByDifference } from "./change.ts";
import type { ComparedRow, Comparison, SideValue } from "./comparison.ts";
import { differencesOf } from "./differences.ts";
import { type ComparedFigure, currencyOf, documentFigures } from "./document-figures.ts";
import { noticesOf } from "./notices.ts";
import { inPairs } from "./pairing.ts";
import { sentenceOf } from "./sentence.ts";
import type { CountedSide, GivenSide, NamedDocument } from "./side.ts";
import { sortOut } from "./sort-out.ts";

/** The most sides: more have no table that anybody could read. */
export const MOST_SIDES = 8;
/** The kinds of documents that have figures to compare. */
const COMPARABLE = ["run", "sweep", "capacity", "plan", "gate"];

/**
 * Compares results: every side after the first with the first.
 *
 * @param metrics names of the figures to compare; null for all of them
 * @throws usage error for fewer than two sides, and for documents of different kinds, or of one without figures
 */
export function compareSides(
  given: readonly GivenSide[],
  metrics: readonly string[] | null,
  plimsollVersion: string,
): { readonly comparison: Comparison; readonly sides: readonly CountedSide[] } {
  const kind = kindOf(given);
  const sides = given.map((side, i) => sortOut(side, LETTERS[i] ?? "?"));
  const rows = rowsOf(sides, metrics);
  const differences = differencesOf(sides);
  const comparison: Comparison = {
    kind: "comparison",
    plimsollVersion,
    of: kind,
    sentence: sentenceOf(kind, sides, rows, differences),
    notices: noticesOf(sides, differences),
    sides: sides.map(({ counted: _, ...side }) => side),
    differences,
    rows,
  };
  return { comparison, sides };
}

const LETTERS = "ABCDEFGH";

/** The kind that all documents have in common. @throws usage error where they have none, or one without figures */
function kindOf(given: readonly GivenSide[]): ResultKind {
  if (given.length < 2)
    throw usageError(
      "one side alone has nothing that it could be compared with",
      "give two, such as: plimsoll compare old/ new/",
    );
  if (given.length > MOST_SIDES)
    throw usageError(`${given.length} sides are more than a table can show`, `give at most ${MOST_SIDES}`);
  const documents = given.flatMap((side) => side.documents);
  const [first] = documents as [NamedDocument, ...NamedDocument[]];
  const other = documents.find(({ document }) => document.kind !== first.document.kind);
  const noun = ({ document }: NamedDocument) => DOCUMENT_KINDS[document.kind].noun;
  if (other !== undefined)
    throw usageError(
      `${first.name} is ${noun(first)}, and ${other.name} is ${noun(other)}: they have no figures in common`,
      "give results of one kind",
    );
  if (!COMPARABLE.includes(first.document.kind))
    throw usageError(
      `${first.name} is ${noun(first)}, which has no figures to compare`,
      "give results of plimsoll run, simulate, sweep, capacity or gate, or plans",
    );
  return first.document.kind;
}

/** The rows of figures that at least one side has. */
function rowsOf(sides: readonly CountedSide[], metrics: readonly string[] | null): ComparedRow[] {
  const read = sides.map(({ counted }) => counted.map(({ document }) => documentFigures(document)));
  const currencies = new Set(
    sides.flatMap(({ counted }) => counted.map(({ document }) => currencyOf(document))),
  );
  const figures = new Map<string, ComparedFigure>();
  for (const { value: _, own: __, ...figure } of read.flat(2)) {
    const { id, unit, main } = figure;
    if (unit === "perMillion" && currencies.size > 1) continue;
    else if (!figures.has(id) && (metrics === null || metrics.includes(id)))
      figures.set(id, { ...figure, main: main || metrics !== null });
  }
  const byId = read.map((side) =>
    side.map((one) => new Map(one.map((figure) => [figure.id, figure] as const))),
  );
  const pairs = sides.map((side) => inPairs((sides[0] as CountedSide).counted, side.counted));
  return [...figures.values()].flatMap((figure) => {
    const values = byId.map((side) => side.flatMap((one) => one.get(figure.id)?.value ?? []));
    if (values.every((own) => own.length === 0)) return [];
    const own = byId.map((side) => (side.length === 1 ? (side[0]?.get(figure.id)?.own ?? null) : null));
    // Where a document of a pair has no value, the others stand in no order that could be trusted.
    const isWhole = (i: number) => values[i]?.length === byId[i]?.length;
    return [
      {
        figure,
        sides: values.map((side, i) => sideValue(figure, side, own[i] ?? null)),
        changes: values
          .slice(1)
          .map((side, i) =>
            changeOf(
              figure,
              values[0] as number[],
              side,
              (pairs[i + 1] ?? false) && isWhole(0) && isWhole(i + 1),
            ),
          ),
      },
    ];
  });
}

function sideValue(figure: ComparedFigure, values: readonly number[], own: SideValue["own"]): SideValue {
  const count = values.length;
  if (count === 0) return { value: null, least: null, most: null, count, own: null };
  const isGeometric = !isByDifference(figure) && values.every((value) => value > 0);
  const sum = values.reduce((total, value) => total + (isGeometric ? Math.log(value) : value), 0);
  const mean = isGeometric ? Math.exp(sum / count) : sum / count;
  return {
    value: count === 1 ? (values[0] as number) : mean,
    least: smallest(values),
    most: largest(values),
    count,
    own,
  };
}
