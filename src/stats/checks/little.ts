import { type Check, percent, type VerdictInput } from "./check.ts";

const LEAST_REQUESTS = 0.5;
const SHARE = 0.02;

/**
 * Little's law, L = λ·W, over the same requests counted in two ways (Little 1961; exact over a whole run that begins
 * and ends empty: Little 2011, "Little's law as viewed on its 50th anniversary"). The server cannot make it
 * fail: a difference is a lost record or a wrong stamp.
 */
export function little({ health }: VerdictInput): Check | null {
  if (health === null) return null;
  const { meanInFlight: counted, meanInFlightByLatency: added } = health;
  const limit = Math.max(LEAST_REQUESTS, SHARE * added);
  return {
    code: "little",
    title: "no request got lost in the books",
    observed: `${counted.toFixed(2)} in flight by counting, ${added.toFixed(2)} by latency`,
    limit: `at most ${limit.toFixed(2)} apart, the larger of ${LEAST_REQUESTS} and ${percent(SHARE)}`,
    holds: Math.abs(counted - added) <= limit,
    message:
      `the books do not balance: ${counted.toFixed(2)} requests were in flight on average by counting them, ` +
      `${added.toFixed(2)} by adding up their latencies, so records are missing or their times are wrong`,
    cure: "repeat the run; if it comes back it is a fault of Plimsoll: report it with `result.json`",
  };
}
