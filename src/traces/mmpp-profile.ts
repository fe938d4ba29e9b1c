import type { Arrivals } from "../arrivals/index.ts";
import { mmpp } from "../arrivals/mmpp.ts";
import { formatDurationMs } from "../core/units.ts";

export interface IdcPoint {
  readonly sec: number;
  readonly idc: number;
}

export type Mmpp = Extract<Arrivals, { kind: "mmpp" }>;

const MOST_BURST = 1000;
/** Longest burst that a scenario may have: a day. */
const MOST_DWELL_MS = 86_400_000;
/** Shortest burst that is tried: bursts below a fifth of the shortest window, 0.1 s, look like single arrivals. */
const LEAST_DWELL_MS = 20;
/** Shares of time in bursts that are tried, 9 per decade from 0.2 % to a half. */
const SHARES = Array.from({ length: 22 }, (_, i) => 0.002 * 10 ** (i / 9));
/** Fewest bursts that the trace must hold on average, for its share of bursts to mean anything. */
const LEAST_BURSTS = 5;

/** Root mean square of log model IDC − log trace IDC. */
export function idcError(curve: readonly IdcPoint[], idc: (sec: number) => number): number {
  const squares = curve.map((point) => Math.log(idc(point.sec) / point.idc) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/**
 * MMPPs that fit an IDC curve best, one for each share of time in bursts. The mean rate is exact; burst ratio and
 * dwell are found by least squares of log IDC(w), on a grid, then by a pattern search (Hooke & Jeeves 1961).
 * The IDC alone hardly decides the share: the caller does.
 */
export function mmppProfile(ratePerSec: number, durationSec: number, curve: readonly IdcPoint[]): Mmpp[] {
  return SHARES.map((share) =>
    bestOfShare(ratePerSec, digits(share), longestDwellMs(durationSec, share), curve),
  );
}

/** The longest bursts that are tried. */
function longestDwellMs(durationSec: number, share: number): number {
  const observableMs = (durationSec * 1000 * share) / LEAST_BURSTS;
  return Math.max(LEAST_DWELL_MS, Math.min(MOST_DWELL_MS, observableMs));
}

/** Part of a parameter by which it may lie off a bound and still be there: the search goes in steps. */
const AT_BOUND = 0.01;

/**
 * The parameters of a model that lie at a bound of the search, each with what that means: the data asked for more, so
 * they do not say where it is.
 */
export function boundsReached({ burst, share, dwellMs }: Mmpp, durationSec: number): string[] {
  const isAt = (value: number, bound: number) => Math.abs(value / bound - 1) <= AT_BOUND;
  const [leastShare = 0] = SHARES;
  const mostShare = SHARES.at(-1) ?? 1;
  const longestMs = longestDwellMs(durationSec, share);
  return [
    isAt(burst, 1) && "burst lies at 1, its least: bursts are no busier than the time between them",
    isAt(burst, MOST_BURST) &&
      `burst lies at ${MOST_BURST}, the most that is tried: hardly anything comes outside of bursts`,
    isAt(share, leastShare) &&
      `share lies at ${leastShare}, the least that is tried: bursts may be rarer, and stronger, than the trace can tell`,
    isAt(share, mostShare) &&
      `share lies at ${digits(mostShare)}, the most that is tried: the busy time may be the rule and the quiet time the exception`,
    isAt(dwellMs, LEAST_DWELL_MS) &&
      `dwell lies at ${LEAST_DWELL_MS} ms, the shortest that is tried: arrivals come in clumps shorter than any window`,
    isAt(dwellMs, longestMs) &&
      (longestMs < MOST_DWELL_MS
        ? `dwell lies at ${formatDurationMs(Math.round(longestMs))}, of which the trace holds ${LEAST_BURSTS} bursts: it is too short to tell how long they last`
        : `dwell lies at ${formatDurationMs(longestMs)}, the longest that a scenario may have`),
  ].filter((reached) => reached !== false);
}

function bestOfShare(ratePerSec: number, share: number, longestMs: number, curve: readonly IdcPoint[]): Mmpp {
  const model = (burst: number, dwellMs: number): Mmpp => ({
    kind: "mmpp",
    ratePerSec,
    burst: digits(burst),
    share,
    dwellMs: digits(dwellMs),
  });
  const errorOf = (candidate: Mmpp) => idcError(curve, mmpp.theory(candidate).idc ?? (() => 1));
  let best = model(2, longestMs);
  let least = errorOf(best);
  const consider = (burst: number, dwellMs: number): boolean => {
    if (burst < 1 || burst > MOST_BURST || dwellMs < LEAST_DWELL_MS || dwellMs > longestMs) return false;
    const candidate = model(burst, dwellMs);
    const error = errorOf(candidate);
    if (error >= least) return false;
    [best, least] = [candidate, error];
    return true;
  };
  for (let logBurst = 0.1; logBurst <= 3; logBurst += 0.1)
    for (let logDwell = Math.log10(LEAST_DWELL_MS); 10 ** logDwell <= longestMs; logDwell += 0.2)
      consider(10 ** logBurst, 10 ** logDwell);
  for (let factor = 1.1; factor > 1.0005; factor = Math.sqrt(factor)) {
    while (
      consider(best.burst * factor, best.dwellMs) ||
      consider(best.burst / factor, best.dwellMs) ||
      consider(best.burst, best.dwellMs * factor) ||
      consider(best.burst, best.dwellMs / factor)
    );
  }
  return best;
}

/** Rounds to five digits: the data bear no more, and people read no more. */
function digits(value: number): number {
  return Number(value.toPrecision(5));
}
