import { formatMs, formatNumber, formatRate, formatSpan } from "../../core/format.ts";
import type { Block } from "../latency-blocks.ts";
import type { Change } from "../steadiness.ts";

/** The blocks of a run, by which its changes are told. */
export interface ChangePlace {
  readonly blocks: readonly Block[];
  readonly blockMs: number;
  /** Whether requests come by plan, so that their rate is worth telling. */
  readonly isOpen: boolean;
}

/** A change with its figures, found or not. */
export function changeWords(change: Change, place: ChangePlace): string {
  const { kind, score, moved, isTraffic } = change;
  const when = kind === "trend" ? "" : ` ${stretchWords(change, place)}`;
  return (
    `${kind}${when}: ${formatNumber(score, 2)} standard deviations, ` +
    `${kind === "step or episode" ? "which moved the mean" : "a change"} by ${formatNumber(moved * 100, 2)} %` +
    (isTraffic ? ", as the traffic did" : "")
  );
}

/** A change that was found, in words: when it began and ended, by how much, and the traffic meanwhile. */
export function changeSentence(change: Change, place: ChangePlace): string {
  const [before, after] = [formatMs(change.beforeMs), formatMs(change.afterMs)];
  if (change.kind === "trend")
    return `response time had a trend: its mean went from ${before} in the first third of the measured part to ${after} in the last`;
  const when = stretchWords(change, place);
  const what =
    change.kind === "climb or fall"
      ? `response time ${change.afterMs > change.beforeMs ? "climbed" : "fell"} ${when}, from a mean of ${before} in the first half of that time to ${after} in the second`
      : `response time changed ${when}: its mean was ${after} then and ${before} in the rest of the run`;
  return `${what}${trafficWords(change, place)}`;
}

/** What to do about changes that were found: the first of them that says where to look. */
export function changeCure(changes: readonly Change[], { blocks }: ChangePlace): string {
  const [first] = changes.filter(({ kind }) => kind === "step or episode").concat(changes);
  if (first === undefined) return "";
  const atHead = first.from === 0 && (first.kind !== "step or episode" || first.afterMs > first.beforeMs);
  const gotFaster = first.kind === "step or episode" ? atHead : first.afterMs < first.beforeMs;
  if (gotFaster && (atHead || first.kind === "trend"))
    return "raise the warm-up until the server is as fast at the start as at the end";
  if (first.to === blocks.length)
    return "look for what wears the server down (memory, heat, a log or cache that fills, other load), or lower --rate";
  return "look for what the server and its machine did at that time (other load, memory, heat, clean-up work), and run again";
}

function stretchWords({ from, to }: Change, { blocks, blockMs }: ChangePlace): string {
  const [begin, end] = [formatSpan(from * blockMs), formatSpan(to * blockMs)];
  if (from === 0) return `until ${end} of the measured part`;
  if (to === blocks.length) return `from ${begin} of the measured part on`;
  return `from ${begin} to ${end} of the measured part`;
}

/** Rates at which requests came: for a reader who wonders whether more of them explain it. */
function trafficWords({ from, to }: Change, { blocks, blockMs, isOpen }: ChangePlace): string {
  if (!isOpen) return "";
  const within = blocks.slice(from, to);
  const rest = [...blocks.slice(0, from), ...blocks.slice(to)];
  return `, while ${rateWords(within, blockMs)} were answered, ${rateWords(rest, blockMs)} in the rest`;
}

function rateWords(blocks: readonly Block[], blockMs: number): string {
  const count = blocks.reduce((sum, block) => sum + block.count, 0);
  return formatRate((count * 1000) / (blocks.length * blockMs));
}
