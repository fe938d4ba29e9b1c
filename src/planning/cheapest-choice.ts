import { largest } from "../core/extremes.ts";
import { costPerMillion } from "../cost/price.ts";

/** A load that was measured or predicted: its rate, and the response time that an objective limits. */
export interface LoadLevel {
  readonly perSec: number;
  readonly timeMs: number;
}

/** A machine that one could choose: its price, and what it does under load as it was measured, and as it was predicted without that. */
export interface MachineChoice {
  readonly name: string;
  readonly usdPerHour: number;
  readonly measured: readonly LoadLevel[];
  readonly predicted: readonly LoadLevel[];
}

/** A prediction of the cheapest machine, held against the measured one. */
export interface JudgedChoice {
  readonly limitMs: number;
  /** The machine that was measured to be the cheapest one at its load line. */
  readonly measured: string;
  /** The one that was predicted to be it; null where all are predicted to miss the limit. */
  readonly predicted: string | null;
  readonly isRight: boolean;
  /** How much more the predicted machine costs than the cheapest one, both as measured; null where it misses the limit, or is none. */
  readonly regretPercent: number | null;
}

/** Response times that objectives allow, ms: those that people write. */
const LIMITS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5];

/** The highest rate among loads that keep a limit; null where none does. */
export function loadLineOf(levels: readonly LoadLevel[], limitMs: number): number | null {
  const held = levels.filter(({ timeMs }) => timeMs <= limitMs).map(({ perSec }) => perSec);
  return held.length === 0 ? null : largest(held);
}

/** The cheapest machine at its load line, with its cost; null where none keeps the limit. */
export function cheapestOf(
  choices: readonly MachineChoice[],
  limitMs: number,
  by: "measured" | "predicted",
): { readonly name: string; readonly usd: number } | null {
  const costs = choices.flatMap((choice) => {
    const usd = costPerMillion(choice.usdPerHour, loadLineOf(choice[by], limitMs));
    return usd === null ? [] : [{ name: choice.name, usd }];
  });
  return costs.toSorted((one, other) => one.usd - other.usd)[0] ?? null;
}

/** Holds the predicted choice against the measured one; null where no machine was measured to keep the limit. */
export function judgeChoice(choices: readonly MachineChoice[], limitMs: number): JudgedChoice | null {
  const measured = cheapestOf(choices, limitMs, "measured");
  if (measured === null) return null;
  const predicted = cheapestOf(choices, limitMs, "predicted")?.name ?? null;
  const chosen = choices.find(({ name }) => name === predicted);
  const usd =
    chosen === undefined ? null : costPerMillion(chosen.usdPerHour, loadLineOf(chosen.measured, limitMs));
  return {
    limitMs,
    measured: measured.name,
    predicted,
    isRight: predicted === measured.name,
    regretPercent: usd === null ? null : 100 * (usd / measured.usd - 1),
  };
}

/**
 * The limits that ask different things of machines: of those between which no measured load line changes, the first. What no machine
 * keeps asks nothing.
 */
export function tellingLimits(choices: readonly Pick<MachineChoice, "measured">[]): number[] {
  const asked = new Set([JSON.stringify(choices.map(() => null))]);
  return LIMITS_MS.filter((limitMs) => {
    const lines = JSON.stringify(choices.map(({ measured }) => loadLineOf(measured, limitMs)));
    const isNew = !asked.has(lines);
    asked.add(lines);
    return isNew;
  });
}

/** A level of a closed loop, with the number of requests outstanding. */
export interface SweptLevel extends LoadLevel {
  readonly concurrency: number;
}

/**
 * The levels of a sweep as three of them say: the first, the middle and the last one, and between them straight lines between logarithms.
 *
 * @param sweep from the fewest outstanding on
 */
export function betweenThree(sweep: readonly SweptLevel[]): LoadLevel[] {
  const known = [sweep[0], sweep[sweep.length >> 1], sweep.at(-1)].filter((level) => level !== undefined);
  return sweep.flatMap(({ concurrency }) => {
    const at = known.findIndex((level) => level.concurrency >= concurrency);
    const [low, high] = [known[Math.max(0, at - 1)], known[at]];
    if (low === undefined || high === undefined) return [];
    const isKnown = high.concurrency === low.concurrency;
    const share = isKnown
      ? 1
      : Math.log(concurrency / low.concurrency) / Math.log(high.concurrency / low.concurrency);
    return [
      {
        perSec: low.perSec * (high.perSec / low.perSec) ** share,
        timeMs: low.timeMs * (high.timeMs / low.timeMs) ** share,
      },
    ];
  });
}
