/** Times that waits are held against, ms: from half a millisecond to a minute and a half, each √2 times the one before. */
const STEPS_MS = Array.from({ length: 36 }, (_, step) => 0.5 * 2 ** (step / 2));

/**
 * How long something that comes up at a moment chosen by chance waits for a thread, from probes at equal distances. A
 * thread that stood still took no probes in that time: those that it missed are counted as if it had, since what came up then
 * waited as well.
 */
export class MomentWaits {
  readonly #everyMs: number;
  readonly #longer = STEPS_MS.map(() => 0);
  #moments = 0;

  /** @param everyMs time between two probes */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Adds a probe that was so late. */
  add(lateMs: number): void {
    for (let waitMs = lateMs; waitMs > 0; waitMs -= this.#everyMs) {
      this.#moments++;
      for (let step = 0; step < STEPS_MS.length && waitMs > (STEPS_MS[step] as number); step++)
        this.#longer[step] = (this.#longer[step] as number) + 1;
    }
  }

  /** Share of the moments with a wait longer than each time, up to the longest wait; nothing where all were shorter. */
  get shares(): { ms: number; share: number }[] {
    return STEPS_MS.flatMap((ms, step) => {
      const longer = this.#longer[step] as number;
      return longer === 0 ? [] : [{ ms, share: longer / this.#moments }];
    });
  }
}
