export interface RateSearch {
  /** A rate that is known to pass; null when there is none. */
  readonly passedPerSec: number | null;
  readonly firstPerSec: number;
  /** The ratio of the refused rate to the passed one at which the search ends. */
  readonly precision: number;
  readonly maxRuns: number;
}

export interface RateBracket {
  readonly passedPerSec: number | null;
  readonly refusedPerSec: number | null;
}

/**
 * Brackets the highest rate that passes: doubles while rates pass (halves while none did), then bisects on a
 * logarithmic scale. A rate is refused only when it failed twice, because one stall of the machine can spoil a run of
 * a second at any rate.
 */
export async function searchRate(
  search: RateSearch,
  passes: (ratePerSec: number) => Promise<boolean>,
): Promise<RateBracket> {
  const { firstPerSec, precision, maxRuns } = search;
  let { passedPerSec } = search;
  let refusedPerSec: number | null = null;
  let ratePerSec = firstPerSec;
  let failures = 0;
  for (let runs = 0; runs < maxRuns; runs++) {
    if (await passes(ratePerSec)) {
      passedPerSec = ratePerSec;
    } else if (failures === 0) {
      failures = 1;
      continue;
    } else {
      refusedPerSec = ratePerSec;
    }
    failures = 0;
    if (passedPerSec !== null && refusedPerSec !== null && refusedPerSec <= precision * passedPerSec) break;
    ratePerSec = Math.round(nextRate(passedPerSec, refusedPerSec, ratePerSec));
  }
  return { passedPerSec, refusedPerSec };
}

function nextRate(passed: number | null, refused: number | null, last: number): number {
  if (refused === null) return last * 2;
  if (passed === null) return last / 2;
  return Math.sqrt(passed * refused);
}
