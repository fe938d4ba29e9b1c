/** Retries that may be made before any call has earned one. */
const RESERVE = 10;
/** Most retries that can be saved up. */
const MOST = 100;

/**
 * Keeps retries from multiplying the load of a fleet that is down: every call earns a share of a retry, and a retry takes a whole
 * one (the token bucket of Finagle's `RetryBudget`, here without its time to live).
 */
export class RetryBudget {
  readonly #share: number;
  #saved = RESERVE;

  /** @param share retries that each call earns */
  constructor(share: number) {
    this.#share = share;
  }

  earn(): void {
    this.#saved = Math.min(MOST, this.#saved + this.#share);
  }

  /** Takes a retry; false where none is left. */
  take(): boolean {
    if (this.#saved < 1) return false;
    this.#saved--;
    return true;
  }
}
