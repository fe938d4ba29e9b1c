/** Fewest cycles, by the study of coverage (`bench/statistics/coverage.mjs`). */
const FEWEST_CYCLES = 100;
/** Fewest clumps of requests, by the same study: of intervals of runs that held 4000, up to a third still missed. */
const FEWEST_CLUMPS = 16_000;

/**
 * Fewest cycles of modulated traffic that a run must hold before its own spread tells how far its figures may be off. A
 * queue near its capacity forgets the more slowly the more requests come together (its relaxation time is about
 * IDC·s/(1 − ρ)² for a service time s and a load ρ, which the plan does not know), so beside the cycles there must be enough
 * clumps, each of as many requests as the dispersion is above that of independent ones.
 *
 * @param dispersion IDC(∞)
 */
export function neededCycles(dispersion: number, requestsPerCycle: number): number {
  return Math.max(FEWEST_CYCLES, Math.ceil((FEWEST_CLUMPS * (dispersion - 1)) / requestsPerCycle));
}
