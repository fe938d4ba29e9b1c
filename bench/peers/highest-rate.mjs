/** The highest open-loop rate that one core holds; what "holds" means is the caller's. */
const FIRST_RATE_PER_SEC = 20_000;
const LEAST_RATE_PER_SEC = 5000;
const LEAP = 1.5;
const STEP = 1.1;
const STEP_SECONDS = 3;

/**
 * Returns a search that begins where the last one ended, so that later rounds need few steps.
 * @param {(ratePerSec: number, seconds: number) => Promise<any>} measureAt
 * @param {(run: any) => boolean} holds
 * @returns {() => Promise<any>} the measurement at the highest rate held
 */
export function createHighestRateSearch(measureAt, holds) {
  let startPerSec = FIRST_RATE_PER_SEC;

  /** The run at this rate, or null. One stall of the machine spoils a run, so a rate has two tries. */
  const tryRate = async (ratePerSec) => {
    for (let tries = 0; tries < 2; tries++) {
      const run = await measureAt(Math.round(ratePerSec), STEP_SECONDS);
      const held = run.failed === undefined && holds(run);
      console.error(
        `    ${Math.round(ratePerSec)}/s ${held ? "held" : `not held: ${run.failed ?? run.reasons}`}`,
      );
      if (held) return run;
    }
    return null;
  };

  /** @type {{ failed: string } | null} */
  let hopeless = null;

  return async () => {
    if (hopeless !== null) return hopeless;
    let ratePerSec = startPerSec;
    let notHeldPerSec = Number.POSITIVE_INFINITY;
    let best = await tryRate(ratePerSec);
    while (best === null) {
      notHeldPerSec = ratePerSec;
      ratePerSec /= LEAP;
      if (ratePerSec < LEAST_RATE_PER_SEC) {
        hopeless = { failed: `held no rate above ${LEAST_RATE_PER_SEC}/s` };
        return hopeless;
      }
      best = await tryRate(ratePerSec);
    }
    // Leaps until one is too far, in the first round only; then steps.
    for (const factor of startPerSec === FIRST_RATE_PER_SEC ? [LEAP, STEP] : [STEP]) {
      while (ratePerSec * factor < notHeldPerSec) {
        const next = await tryRate(ratePerSec * factor);
        if (next === null) {
          notHeldPerSec = ratePerSec * factor;
          break;
        }
        ratePerSec *= factor;
        best = next;
      }
    }
    startPerSec = ratePerSec;
    return best;
  };
}
