/** How evenly a client that was asked for a constant rate really sent, from the server's stamps. */

const NS_PER_S = 1e9;
/** Connections open and code warms up in the first seconds: they are not judged, unless there are no others. Our own warm-up is as long. */
const SETTLING_S = 3;

/**
 * The stamps of one run, in seconds, without the time to settle.
 * @param {Float64Array} stampsNs
 */
export function settled(stampsNs) {
  const first = stampsNs[0] ?? 0;
  const seconds = Array.from(stampsNs, (ns) => (ns - first) / NS_PER_S);
  return (seconds.at(-1) ?? 0) < 2 * SETTLING_S ? seconds : seconds.filter((s) => s >= SETTLING_S);
}

/** Arrivals per second between the first and the last one. */
export function meanRatePerSec(seconds) {
  return (seconds.length - 1) / (seconds.at(-1) - seconds[0]);
}

/** Standard deviation of the gaps over their mean: 0 for a metronome, 1 for Poisson. */
export function gapCv(seconds) {
  const gaps = seconds.slice(1).map((s, i) => s - seconds[i]);
  return Math.sqrt(variance(gaps)) / mean(gaps);
}

/**
 * Requests per whole window of the run, for the index of dispersion over several runs.
 * @param {number[]} seconds
 * @param {number} windowS
 */
export function windowCounts(seconds, windowS) {
  const from = seconds[0] ?? 0;
  const whole = Math.floor(((seconds.at(-1) ?? 0) - from) / windowS);
  const counts = new Array(whole).fill(0);
  for (const s of seconds) {
    const window = Math.floor((s - from) / windowS);
    if (window < whole) counts[window]++;
  }
  return counts;
}

const LEAST_WINDOWS = 30;

/** Index of dispersion for counts, variance over mean; null below 30 windows. */
export function dispersion(counts) {
  return counts.length < LEAST_WINDOWS ? null : variance(counts) / mean(counts);
}

/**
 * Distance of every arrival from an evenly spaced schedule at the rate asked for, in ms, sorted. The schedule starts
 * where it fits best: where the median distance is 0.
 */
export function offScheduleMs(seconds, askedPerSec) {
  const residuals = seconds.map((s, i) => s - i / askedPerSec);
  const offset = [...residuals].sort((a, b) => a - b)[residuals.length >> 1] ?? 0;
  return residuals.map((s) => Math.abs(s - offset) * 1000).sort((a, b) => a - b);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values) {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}
