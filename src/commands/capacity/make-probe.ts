import { measuredProbe, unmadeProbe } from "../../capacity/measured-probe.ts";
import type { PlannedProbe } from "../../capacity/probe.ts";
import type { ProbeLengths } from "../../capacity/probe-length.ts";
import { runOptionsOfSearch } from "../../config/capacity-options.ts";
import type { RunOptionsInput } from "../../config/run-options.ts";
import { EXIT, PlimsollError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { formatDurationMs } from "../../core/units.ts";
import type { CapacityProbe } from "../../result/capacity-result.ts";
import { isOfLongRun } from "../../result/objective.ts";
import { attemptRuns } from "../series/attempt-runs.ts";
import type { Performed } from "../series/follow.ts";
import type { BegunSeries } from "../series/stored-plan.ts";
import type { ReadySearch } from "./ready-search.ts";

/** The context that all runs of a search share. */
export interface ProbeContext {
  readonly begun: BegunSeries;
  readonly host: Host;
  readonly search: ReadySearch;
  /** Requests of the fullest planned second over the mean, of each probe that was made, by its id. */
  readonly peakToMean: Map<string, number>;
  /** Items in a request of each probe that was made, by its id. */
  readonly itemsPerRequest: Map<string, number | null>;
}

/**
 * Makes one probe, lengthened until it decides the objectives, and once more where the machine spoils it. Runs that are in the
 * folder are taken from there.
 *
 * @returns null when it was interrupted
 */
export async function makeProbe(
  planned: PlannedProbe,
  lengths: ProbeLengths,
  context: ProbeContext,
): Promise<Performed<CapacityProbe> | null> {
  const { begun, host, search } = context;
  const { cooldownMs, seed: firstSeed } = search.options;
  const seed = firstSeed + planned.take;
  const id = `rate-${planned.ratePerSec}-${planned.take + 1}`;
  try {
    const attempts = await attemptRuns(id, { begun, host, cooldownMs }, async (out) =>
      probeOptions(planned.ratePerSec, seed, lengths, search, out),
    );
    const last = attempts?.at(-1);
    if (attempts === null || last === undefined) return null;
    const peakToMean = last.burst?.planned.windows["1"]?.peakToMean ?? null;
    if (peakToMean !== null) context.peakToMean.set(id, peakToMean);
    context.itemsPerRequest.set(id, last.target.itemsPerRequest);
    const about = { seed, attempts: attempts.length, tiers: search.tiers };
    return { measure: measuredProbe(id, planned, about, last), target: last.target, error: null };
  } catch (error) {
    if (host.interrupted.aborted) return null;
    if (!(error instanceof PlimsollError) || error.exitCode !== EXIT.target) throw error;
    return { measure: unmadeProbe(id, planned, seed), target: null, error };
  }
}

/** The options of `plimsoll run` for one probe. */
function probeOptions(
  rate: number,
  seed: number,
  { shortestMs, longestMs }: ProbeLengths,
  { given, tiers, warmupMs }: ReadySearch,
  out: string,
): RunOptionsInput {
  const { objectives } = tiers[0];
  const canGoOn = longestMs > shortestMs && objectives.some(isOfLongRun);
  return {
    ...runOptionsOfSearch(given),
    rate,
    seed,
    slo: objectives.map(({ text }) => text),
    duration: formatDurationMs(shortestMs),
    ...(canGoOn ? { untilShown: formatDurationMs(longestMs) } : {}),
    warmup: formatDurationMs(warmupMs),
    out,
  };
}
