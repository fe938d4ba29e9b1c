import { formatNumber } from "../core/format.ts";
import type { BurstMetrics } from "../result/burst.ts";

/** The dispersion of counts in windows of one length. */
export interface Dispersion {
  readonly sec: number;
  readonly idc: number;
  /** Standard error of `idc` if windows are independent. */
  readonly error: number;
  /** Standard error that the dispersion of Poisson arrivals of this rate would have, which is 1 on average. */
  readonly poissonError: number;
}

/** Decades of window lengths over which the slope is taken, the longest that the traffic tells. */
const DECADES = 2;
/** Least excess over Poisson, in standard errors of Poisson's own: with less, its logarithm is made of chance. */
const LEAST_ERRORS = 2;

type Hurst = Pick<BurstMetrics, "apparentHurst" | "apparentHurstError" | "apparentHurstAbsent">;

/**
 * Hurst exponent from the variance-time plot (Leland et al. 1994), of the part of the variance that is not Poisson's:
 * the excess IDC(w) − 1 grows as w^(2H − 1), so H = (1 + slope of log (IDC − 1) over log w) / 2, by least squares. 0.5 is
 * traffic without memory. "Apparent", because a trend or a daily rhythm raises it as long memory does.
 *
 * The excess, and not the whole IDC: a random half of the requests of any traffic has half its excess at every
 * w, so the slope stays, while the 1 of Poisson stays too and would flatten the slope of log IDC. And always over the
 * longest two decades that the traffic tells, because a curve that bends has another slope elsewhere. Its error takes
 * those of all windows to have the same cause, so it is rather too wide.
 *
 * @param curve by rising window length, of windows held often enough
 */
export function apparentHurst(curve: readonly Dispersion[], leastWindows: number): Hurst {
  const longestSec = curve.at(-1)?.sec ?? 0;
  const fromSec = curve.findLast(({ sec }) => sec <= (longestSec / 10 ** DECADES) * (1 + 1e-9))?.sec;
  if (fromSec === undefined)
    return absent(`needs window lengths over ${DECADES} decades, each held ${leastWindows} times`);
  const points = curve.filter(({ sec }) => sec >= fromSec);
  const unclear = points.find(({ idc, poissonError }) => !(idc - 1 >= LEAST_ERRORS * poissonError));
  if (unclear !== undefined)
    return absent(
      `counts in windows of ${unclear.sec} s are not shown to vary more than Poisson's: IDC ${formatNumber(unclear.idc)}, and Poisson's is 1 ± ${formatNumber(unclear.poissonError, 2)}`,
    );
  const x = points.map(({ sec }) => Math.log(sec));
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const squares = x.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let slope = 0;
  let error = 0;
  for (const [i, point] of points.entries()) {
    const weight = ((x[i] ?? mean) - mean) / squares;
    slope += weight * Math.log(point.idc - 1);
    error += Math.abs(weight) * (point.error / (point.idc - 1));
  }
  return { apparentHurst: (1 + slope) / 2, apparentHurstError: error / 2, apparentHurstAbsent: null };
}

function absent(apparentHurstAbsent: string): Hurst {
  return { apparentHurst: null, apparentHurstError: null, apparentHurstAbsent };
}
