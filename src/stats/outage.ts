import type { Sample } from "../core/sample.ts";
import type { Outage } from "../result/requests.ts";

/** Length of a bin of time, ms; longer where the measured part has more than the most bins. */
const BIN_MS = 100;
const MOST_BINS = 36_000;
/** Fewest failures that are called an outage. */
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
 * Tells an outage from failures here and there: a stretch of the measured part in which every request that was due failed, and of so
 * many that failures which come one by one would hardly ever come together like that.
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

  /** The outage with the most failures; null where there was none, or nothing was ever answered. */
  find(measuredMs: number): Outage | null {
    const ok = this.#sum("ok");
    const failed = this.#sum("failed");
    const [worst] = this.#stretches().sort((one, other) => other.failed - one.failed);
    if (ok === 0 || worst === undefined || worst.failed < FEWEST || 2 * worst.failed < failed) return null;
    const [outside, failedOutside] = [ok + failed - worst.failed, failed - worst.failed];
    const usual = (failedOutside + 1) / (outside + 2);
    if ((ok + failed) * usual ** worst.failed > CHANCE) return null;
    const toEnd = this.#bins.slice(worst.to).every((bin) => bin === undefined);
    return {
      fromMs: worst.from * this.#binMs,
      toMs: toEnd ? measuredMs : Math.min(measuredMs, worst.to * this.#binMs),
      toEnd,
      failed: worst.failed,
    };
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
