import { type ComparedFigure, currencyOf, documentFigures } from "../compare/document-figures.ts";
import { factsOf } from "../compare/facts.ts";
import { identityOf, whyInvalid } from "../compare/sort-out.ts";
import type { Facts } from "../compare/traffic.ts";
import type { ResultDocument } from "../result/document.ts";
import { DOCUMENT_KINDS } from "../result/document.ts";

/** What a history keeps of a result: little, since there may be thousands. */
export interface HistoryEntry {
  readonly name: string;
  readonly startedAt: string;
  readonly commit: string | null;
  readonly label: string | null;
  /** What tells the measurement from every other one. */
  readonly identity: string;
  /** What results of one group have in common. */
  readonly common: Facts;
  /** What may move from result to result within a group. */
  readonly moving: Facts;
  readonly figures: readonly ComparedFigure[];
  readonly values: Readonly<Record<string, number | null>>;
  /** The reason why it does not count; null where it does. */
  readonly left: string | null;
}

/** Facts of an environment that make a machine another one; the others may move, as versions do. */
const MACHINE = ["cpu", "cpu cores", "gpu", "gpu memory"];
/** Facts of settings that make a measurement another one. */
const MEASURED = [
  "source",
  "protocol",
  "model",
  "precision",
  "objectives",
  "goal",
  "fixed values",
  "baseline",
  "candidate",
];
/** Facts that tell nothing when they move: each run may have its own. */
const ANY = ["seed", "url", "label", "commit"];

/** What a history keeps of a result. Its figures are read once, and the rest of it can be forgotten. */
export function entryOf(name: string, document: ResultDocument): HistoryEntry {
  const { traffic, settings, environment } = factsOf(document);
  const figures = documentFigures(document);
  const isMeasured = ([what]: readonly [string, string]) => MEASURED.includes(what);
  const isMachine = ([what]: readonly [string, string]) => MACHINE.includes(what);
  const [own, others] = [Object.entries(settings), Object.entries(environment)];
  return {
    name,
    startedAt: document.startedAt,
    commit: "origin" in document ? (document.origin?.commit ?? null) : null,
    label: "origin" in document ? (document.origin?.label ?? null) : null,
    identity: identityOf(document),
    common: {
      kind: DOCUMENT_KINDS[document.kind].noun.replace(/^an? /, ""),
      ...traffic,
      currency: currencyOf(document),
      ...Object.fromEntries([...own.filter(isMeasured), ...others.filter(isMachine)]),
    },
    moving: Object.fromEntries([
      ...own.filter((fact) => !isMeasured(fact) && !ANY.includes(fact[0])),
      ...others.filter((fact) => !isMachine(fact) && !ANY.includes(fact[0])),
    ]),
    figures: figures.map(({ value: _, own: __, ...figure }) => figure),
    values: Object.fromEntries(figures.map(({ id, value }) => [id, value])),
    left: whyLeft(document, figures.length),
  };
}

function whyLeft(document: ResultDocument, figures: number): string | null {
  if (figures === 0) return `it is ${DOCUMENT_KINDS[document.kind].noun}, which has no figures with a trend`;
  return whyInvalid(document);
}
