import type { ComparedFigure } from "../compare/document-figures.ts";
import type { Facts } from "../compare/traffic.ts";
import type { HistoryEntry } from "./entry.ts";
import type { History, HistoryGroup, HistoryPoint, LeftOut, Move } from "./history.ts";
import { noticesOf } from "./notices.ts";
import { sentenceOf } from "./sentence.ts";
import { type TrendRule, trendOf } from "./trend.ts";

/** The figures of runs whose trend is looked for where nobody names others: those that users feel, pay, or rely on. */
const USUAL = [
  "p50",
  "p95",
  "p99",
  "ttft.p50",
  "ttft.p95",
  "tpot.p50",
  "throughput",
  "outputTokens",
  "errors",
  "cost",
  "accuracy",
  "energy",
];
/** The most figures of a group with a trend, which a sweep of many points would have hundreds of. */
const MOST_TRENDS = 40;

/**
 * Lays results over time into groups, and finds the trend of each figure of each group.
 *
 * @param metrics names of the figures; null for the usual ones
 * @param skipped files that are no results
 */
export function assembleHistory(
  entries: readonly HistoryEntry[],
  metrics: readonly string[] | null,
  rule: TrendRule,
  skipped: readonly LeftOut[],
  plimsollVersion: string,
): History {
  const { counted, left } = sortOut(entries);
  const groups = groupsOf(counted).map((own, i, all): HistoryGroup => {
    const points = own.map(pointOf);
    const figures = figuresOf(own, metrics);
    return {
      group: i + 1,
      ...identified(own[0] as HistoryEntry, all),
      points,
      trends: figures.map((figure) => trendOf(figure, points, rule)),
      moves: movesOf(own),
    };
  });
  const all = [...skipped, ...left];
  return {
    kind: "history",
    plimsollVersion,
    sentence: sentenceOf(groups, rule),
    notices: noticesOf(groups, left, skipped, rule),
    groups,
    left: all,
    rule,
  };
}

/** Leaves out what does not count, and what is there twice; the others in the order of time. */
function sortOut(entries: readonly HistoryEntry[]): { counted: HistoryEntry[]; left: LeftOut[] } {
  const left: LeftOut[] = [];
  const counted: HistoryEntry[] = [];
  const seen = new Map<string, string>();
  for (const entry of entries.toSorted(byTime)) {
    const twin = seen.get(entry.identity);
    const why = twin === undefined ? entry.left : `it is the same result as ${twin}`;
    seen.set(entry.identity, twin ?? entry.name);
    if (why === null) counted.push(entry);
    else left.push({ name: entry.name, why });
  }
  return { counted, left };
}

function byTime(a: HistoryEntry, b: HistoryEntry): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

/** Entries by what they have in common, the largest group first; of equal ones that which began first. */
function groupsOf(entries: readonly HistoryEntry[]): HistoryEntry[][] {
  const groups = new Map<string, HistoryEntry[]>();
  for (const entry of entries) {
    const key = JSON.stringify(entry.common);
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [entry]);
    else own.push(entry);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

/** The title of a group, and the facts in which it is unlike others. */
function identified(
  entry: HistoryEntry,
  groups: readonly HistoryEntry[][],
): Pick<HistoryGroup, "title" | "facts"> {
  const { common } = entry;
  const facts: Facts = Object.fromEntries(
    Object.entries(common).filter(([what, value]) =>
      groups.some(([other]) => (other?.common[what] ?? "") !== value),
    ),
  );
  const title = [common.kind, common.arrivals ?? common.traffic, common.model, common.cpu].filter(
    (word) => word !== undefined && word !== "" && word !== "not told",
  );
  return { title: title.join(" · "), facts };
}

function pointOf({ name, startedAt, commit, label, values }: HistoryEntry): HistoryPoint {
  return { name, startedAt, commit, label, values };
}

/** The figures whose trend is looked for: those that were named, the usual ones of runs, or the main ones of other documents. */
function figuresOf(entries: readonly HistoryEntry[], metrics: readonly string[] | null): ComparedFigure[] {
  const known = new Map<string, ComparedFigure>();
  for (const { figures, values } of entries)
    for (const figure of figures)
      if (!known.has(figure.id) && (values[figure.id] ?? null) !== null) known.set(figure.id, figure);
  const isRun = known.has("p50");
  const wanted =
    metrics ?? (isRun ? USUAL : [...known.values()].filter(({ main }) => main).map(({ id }) => id));
  return wanted.flatMap((id) => known.get(id) ?? []).slice(0, MOST_TRENDS);
}

/** What moved from one result to the next, besides the figures. */
function movesOf(entries: readonly HistoryEntry[]): Move[] {
  return entries.slice(1).flatMap((entry, i) => {
    const before = (entries[i] as HistoryEntry).moving;
    const names = new Set([...Object.keys(before), ...Object.keys(entry.moving)]);
    return [...names].flatMap((what) => {
      const [from, to] = [before[what] ?? "not told", entry.moving[what] ?? "not told"];
      return from === to ? [] : [{ at: i + 1, what, from, to }];
    });
  });
}
