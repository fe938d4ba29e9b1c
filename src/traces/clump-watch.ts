import { formatCount, formatNumber, formatSpan } from "../core/format.ts";
import { formatDurationMs } from "../core/units.ts";

/** Share of different times among the arrivals below which they come in clumps. */
const FEW_DIFFERENT_TIMES = 0.5;
/** Share of arrivals with the time of another, from which a clock is coarse for the traffic it stamped. */
const MANY_SHARED_TIMES = 0.1;
/** Least quantum of a clock that is called coarse, ms: finer ones are shorter than most answers. */
const COARSE_MS = 10;
/** Fewest different times of which a common quantum says something. */
const FEWEST_TIMES = 3;
/** Most quanta between neighbouring different times, on average, of a clock that made them: else they are batches. */
const MOST_QUANTA = 20;
const US_PER_MS = 1000;

/**
 * Finds out whether arrivals come in clumps that a coarse clock may have made: few different times, far apart, and the
 * quantum that all of them are multiples of. In one pass and constant memory.
 */
export class ClumpWatch {
  #arrivals = 0;
  #times = 0;
  #firstMs = 0;
  #lastMs = 0;
  /** Greatest common divisor of the gaps between different times, in whole microseconds. */
  #quantumUs = 0;

  /** Adds an arrival, at a time that never decreases. */
  add(atMs: number): void {
    this.#arrivals++;
    if (this.#times > 0 && atMs === this.#lastMs) return;
    if (this.#times++ === 0) this.#firstMs = atMs;
    else if (this.#quantumUs !== 1)
      this.#quantumUs = gcd(this.#quantumUs, Math.max(1, Math.round((atMs - this.#lastMs) * US_PER_MS)));
    this.#lastMs = atMs;
  }

  /**
   * The note for whoever reads a figure of this traffic; undefined where there is nothing to say.
   *
   * @param spreadMs quantum over which they were spread, 0 for none
   */
  note(spreadMs: number): string | undefined {
    const quantumMs = this.#times < FEWEST_TIMES ? 0 : this.#quantumUs / US_PER_MS;
    const shared = 1 - this.#times / this.#arrivals;
    const isClumped =
      this.#times < FEW_DIFFERENT_TIMES * this.#arrivals ||
      (quantumMs >= COARSE_MS && shared >= MANY_SHARED_TIMES);
    if (!isClumped) return undefined;
    const arrivals = formatCount(this.#arrivals);
    if (this.#times === 1)
      return `all ${arrivals} arrivals have the same time: nothing tells how fast they came`;
    const counts = `${arrivals} arrivals share ${formatCount(this.#times)} different times`;
    const apartMs = (this.#lastMs - this.#firstMs) / (this.#times - 1);
    const isClock = apartMs <= MOST_QUANTA * quantumMs;
    const neededMs = isClock ? quantumMs : roundedMs(apartMs);
    if (spreadMs >= neededMs) return undefined;
    const where = isClock
      ? `all of them multiples of ${formatDurationMs(quantumMs)} apart`
      : `on average ${formatSpan(apartMs)} apart`;
    const clumps = `clumps of ${formatNumber(this.#arrivals / this.#times, 2)}`;
    const as = spreadMs > 0 ? `spread over ${formatDurationMs(spreadMs)} only` : "replayed as they stand";
    const cure = `--spread ${formatDurationMs(neededMs)} spreads them over it`;
    return isClock
      ? `${counts}, ${where}: ${as}, they come in ${clumps} that a coarse clock may have made, not the users; ${cure}`
      : `${counts}, ${where}: ${as}, they come in ${clumps}; if they were stamped in batches, and did not come so, ${cure}`;
  }
}

/** A length of time of two digits, as people would write it. */
function roundedMs(lengthMs: number): number {
  return Number(lengthMs.toPrecision(2));
}

function gcd(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
