import type { Sample } from "../core/sample.ts";
import type { Outage } from "../result/requests.ts";

/** Length of a bin of time, ms; longer where the measured part has more than the most bins. */
const BIN_MS = 100;
const MOST_BINS = 36_000;
/** Fewest failures that are called an outage, and fewest answers that are called its end where others follow. */
const FEWEST = 5;
/** Largest chance at which scattered failures would come together like this. */
const CHANCE = 1e-3;

interface Counts {
  ok: number;
  failed: number;
}

/** A stretch of bins, `to` excluded, in which something was due and nothing was answered ok. */
interface Stretch {
  from: number;
  to: number;
  failed: number;
}

/**
 * Tells outages from failures here and there: stretches of the measured part in which every request that was due failed,
 * each of so many that failures which come one by one would hardly ever come together like that, and that hold half of all
 * failures, one alone or several together.
 */
export class OutageWatch {
  readonly #fromMs: number;
  readonly #binMs: number;
  readonly #bins: (Counts | undefined)[] = [];

  constructor(fromMs: number, lengthMs: number) {
    this.#fromMs = fromMs;
    this.#binMs = Math.max(BIN_MS, lengthMs / MOST_BINS);
  }

  /** Adds a request of the measured part, by when it was due. One that this program gave up tells nothing of the server. */
  add({ intendedMs, outcome }: Readonly<Sample>): void {
    if (outcome === "cancelled") return;
    const bin = Math.max(0, Math.floor((intendedMs - this.#fromMs) / this.#binMs));
    // Counted in place: this is called for every request.
    let counts = this.#bins[bin];
    if (counts === undefined) {
      counts = { ok: 0, failed: 0 };
      this.#bins[bin] = counts;
    }
    if (outcome === "ok") counts.ok++;
    else counts.failed++;
  }

  /** The longest outage, with the number of them; null where there was none, or nothing was ever answered. */
  find(measuredMs: number): Outage | null {
    const stretches = this.#stretches();
    const [worst] = stretches.toSorted((one, other) => other.failed - one.failed);
    const several = this.#outagesAmong(stretches.filter(({ failed }) => failed >= FEWEST));
    const outages = this.#areApart(several)
      ? several
      : this.#outagesAmong(worst === undefined ? [] : [worst]);
    const [longest] = outages.toSorted((one, other) => other.to - other.from - (one.to - one.from));
    if (longest === undefined) return null;
    const toEnd = this.#bins.slice(longest.to).every((bin) => bin === undefined);
    return {
      fromMs: longest.from * this.#binMs,
      toMs: toEnd ? measuredMs : Math.min(measuredMs, longest.to * this.#binMs),
      toEnd,
      failed: longest.failed,
      outages: outages.length,
      failedInAll: sumOf(outages),
    };
  }

  /**
   * The stretches that chance does not make of the failures outside of them; none where they hold fewer than half
   * of all failures. Fewer stretches leave more failures outside, so it is asked again until all of them stand.
   */
  #outagesAmong(stretches: readonly Stretch[]): readonly Stretch[] {
    const ok = this.#sum("ok");
    const failed = this.#sum("failed");
    const within = sumOf(stretches);
    if (ok === 0 || 2 * within < failed) return [];
    const usual = (failed - within + 1) / (ok + failed - within + 2);
    const stand = stretches.filter(
      (one) => one.failed >= FEWEST && (ok + failed) * usual ** one.failed <= CHANCE,
    );
    return stand.length === stretches.length ? stand : this.#outagesAmong(stand);
  }

  /** Whether the server was back between each two of several stretches: a few answers among failures are no end. */
  #areApart(outages: readonly Stretch[]): boolean {
    return outages.every(({ to }, at) => {
      const next = outages[at + 1];
      if (next === undefined) return true;
      return this.#bins.slice(to, next.from).reduce((ok, bin) => ok + (bin?.ok ?? 0), 0) >= FEWEST;
    });
  }

  /** Stretches without an answer, each from its first failure to its last. */
  #stretches(): Stretch[] {
    const stretches: Stretch[] = [];
    let isOpen = false;
    for (const [index, bin] of this.#bins.entries()) {
      if (bin === undefined) continue;
      const last = isOpen ? stretches.at(-1) : undefined;
      isOpen = bin.ok === 0;
      if (!isOpen) continue;
      if (last === undefined) stretches.push({ from: index, to: index + 1, failed: bin.failed });
      else Object.assign(last, { to: index + 1, failed: last.failed + bin.failed });
    }
    return stretches;
  }

  #sum(kind: keyof Counts): number {
    return this.#bins.reduce((sum, bin) => sum + (bin?.[kind] ?? 0), 0);
  }
}

function sumOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { failed }) => sum + failed, 0);
}
