import type { Arrivals } from "../arrivals/index.ts";
import type { Load } from "./scenario.ts";

/** A stretch of the measured part at one planned level of the load, or at one part of a slope between two levels. */
export interface LoadLevel {
  /** Begin, ms from the begin of the measured part. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What is planned at its begin and at its end: requests per second, or requests in flight in a closed loop. */
  readonly planned: { readonly from: number; readonly to: number };
}

/** The most parts that all slopes of a plan are cut into. */
const MOST_PARTS = 10;
/** The most levels of a plan; one with more is no staircase, but a curve. */
const MOST_LEVELS = 50;

/** The levels of a load that changes in steps or along straight lines; empty where it has none, or one only. */
export function levelsOf(load: Load, measureMs: number): LoadLevel[] {
  if (load.kind === "closed")
    return load.rampFrom === undefined ? [] : growing(load.rampFrom, load.concurrency, measureMs);
  // The rate of sessions is not that of their requests, which follow the answers.
  if (load.kind === "sessions") return [];
  const pieces = joined(clipped(piecesOf(load.arrivals, measureMs), measureMs));
  const slopes = pieces.filter(isSlope).length;
  const parts = Math.max(1, Math.floor(MOST_PARTS / Math.max(1, slopes)));
  const levels = pieces.flatMap((piece) => (isSlope(piece) ? cut(piece, parts) : [piece]));
  return levels.length < 2 || levels.length > MOST_LEVELS ? [] : levels;
}

const isSlope = ({ planned: { from, to } }: LoadLevel): boolean => from !== to;

/** The levels of a closed loop whose users join one after another: one for each number of them, or ten of several. */
function growing(from: number, to: number, measureMs: number): LoadLevel[] {
  const steps = to - from;
  const parts = Math.min(steps, MOST_PARTS);
  return Array.from({ length: parts > 1 ? parts : 0 }, (_, part) => ({
    fromMs: (measureMs * part) / parts,
    toMs: (measureMs * (part + 1)) / parts,
    planned: {
      from: from + 1 + Math.floor((steps * part) / parts),
      to: from + Math.ceil((steps * (part + 1)) / parts),
    },
  }));
}

/** The stretches of an arrival process of which each has one rate, or a rate on a straight line. */
function piecesOf(arrivals: Arrivals, measureMs: number): LoadLevel[] {
  switch (arrivals.kind) {
    case "ramp":
      return [piece(0, measureMs, arrivals.fromPerSec, arrivals.toPerSec)];
    case "spike": {
      const { ratePerSec, peak, atMs, riseMs, holdMs, fallMs } = arrivals;
      const top = ratePerSec * peak;
      const [risen, held] = [atMs + riseMs, atMs + riseMs + holdMs];
      return [
        piece(0, atMs, ratePerSec),
        piece(atMs, risen, ratePerSec, top),
        piece(risen, held, top),
        piece(held, held + fallMs, top, ratePerSec),
        piece(held + fallMs, measureMs, ratePerSec),
      ];
    }
    case "piecewise":
      return arrivals.points.map(({ atMs, ratePerSec }, at) => {
        const next = arrivals.points[at + 1];
        if (next === undefined) return piece(atMs, measureMs, ratePerSec);
        const isStep = arrivals.interpolation === "step";
        return piece(atMs, next.atMs, ratePerSec, isStep ? ratePerSec : next.ratePerSec);
      });
    default:
      return [];
  }
}

function piece(fromMs: number, toMs: number, from: number, to = from): LoadLevel {
  return { fromMs, toMs, planned: { from, to } };
}

/** The parts of the pieces that lie in the measured part. */
function clipped(pieces: readonly LoadLevel[], measureMs: number): LoadLevel[] {
  return pieces
    .map((one) => (one.toMs <= measureMs ? one : between(one, one.fromMs, measureMs)))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
}

/** The pieces, of which neighbours at one rate are joined. */
function joined(pieces: readonly LoadLevel[]): LoadLevel[] {
  const all: LoadLevel[] = [];
  for (const one of pieces) {
    const last = all.at(-1);
    const isSame =
      last !== undefined && !isSlope(last) && !isSlope(one) && last.planned.to === one.planned.from;
    if (isSame) all[all.length - 1] = { ...last, toMs: one.toMs };
    else all.push(one);
  }
  return all;
}

function cut(slope: LoadLevel, parts: number): LoadLevel[] {
  const { fromMs, toMs } = slope;
  const at = (part: number) => fromMs + ((toMs - fromMs) * part) / parts;
  return Array.from({ length: parts }, (_, part) => between(slope, at(part), at(part + 1)));
}

/** A part of a piece: its rates lie on the line. */
function between({ fromMs, toMs, planned }: LoadLevel, partFromMs: number, partToMs: number): LoadLevel {
  const at = (ms: number) =>
    planned.from + ((planned.to - planned.from) * (ms - fromMs)) / Math.max(toMs - fromMs, Number.EPSILON);
  return piece(partFromMs, partToMs, at(partFromMs), at(partToMs));
}
