/** The length of the slices in which a thread's work is read, ms. */
export const SLICE_MS = 200;
const SLICES_IN_SECOND = 5;

/** The share of work above which a thread has no room for a burst: it is late exactly when it matters. */
export const SATURATED_SHARE = 0.9;

/**
 * The busiest seconds of a thread, found by sliding over slices, so that a busy time that begins in mid-second is not
 * halved. A mean over the whole run would hide them.
 */
export class BusySeconds {
  readonly #last: { busyMs: number; lengthMs: number; saturated: boolean }[] = [];
  #busiestShare = 0;
  #saturatedMs = 0;

  /** Adds the next slice: the time that was worked in it, of its length. */
  add(busyMs: number, lengthMs: number): void {
    this.#last.push({ busyMs, lengthMs, saturated: false });
    if (this.#last.length > SLICES_IN_SECOND) this.#last.shift();
    if (this.#last.length < SLICES_IN_SECOND) return;
    const sum = (of: "busyMs" | "lengthMs") => this.#last.reduce((total, slice) => total + slice[of], 0);
    const share = sum("busyMs") / sum("lengthMs");
    this.#busiestShare = Math.max(this.#busiestShare, share);
    if (share <= SATURATED_SHARE) return;
    for (const slice of this.#last) {
      if (!slice.saturated) this.#saturatedMs += slice.lengthMs;
      slice.saturated = true;
    }
  }

  /** The share of work in the busiest second; 0 before there is a whole one. */
  get busiestShare(): number {
    return this.#busiestShare;
  }

  /** The time that lies in seconds of more work than `SATURATED_SHARE`, ms. */
  get saturatedMs(): number {
    return this.#saturatedMs;
  }
}
