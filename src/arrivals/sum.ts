import { z } from "zod";
import { usageError } from "../core/errors.ts";
import { createRng } from "../core/rng.ts";
import {
  type ArrivalContext,
  type ArrivalProcess,
  defineArrivals,
  type TrafficCycle,
} from "./arrival-process.ts";
import { mergeStreams } from "./merge.ts";

/**
 * The registry of processes, passed as an argument: it holds this process, and modules do not import each other in
 * circles.
 */
interface Registry<Part extends { readonly kind: string }> {
  schema(): z.ZodType<Part>;
  processOf(part: Part): ArrivalProcess;
}

/**
 * Superposition of independent processes. Means add; so do variances, hence IDC(w) = Σ λ_i·IDC_i(w) / Σ λ_i where
 * every part has a closed form (and so a constant rate). Each part draws from its own generator: changing one
 * does not move the others.
 */
export function defineSum<Part extends { readonly kind: string }>({ schema, processOf }: Registry<Part>) {
  const meanPerSec = (part: Part, context: ArrivalContext) => processOf(part).meanRatePerSec(part, context);
  const options = z.strictObject({
    kind: z.literal("sum"),
    // A getter: the schema of the parts contains this one.
    get parts(): z.ZodArray<z.ZodType<Part>> {
      return z.array(schema()).min(1).max(64).describe("arrival processes, each with its kind and options");
    },
  });
  return defineArrivals({
    kind: "sum",
    title: "several kinds of traffic at once",
    options,
    meanRatePerSec: (o, context) => o.parts.reduce((sum, part) => sum + meanPerSec(part, context), 0),
    startRatePerSec: (o, context) =>
      o.parts.reduce((sum, part) => {
        const chosen = processOf(part);
        return sum + (chosen.startRatePerSec ?? chosen.meanRatePerSec)(part, context);
      }, 0),
    describe: (o) => o.parts.map((part) => `${part.kind} (${processOf(part).describe(part)})`).join(" + "),
    theory(o) {
      const parts = o.parts.map((part) => ({ part, ...processOf(part).theory(part) }));
      const cycle = longestCycle(parts.map((part) => part.cycle));
      if (parts.some(({ idc }) => idc === undefined)) return cycle === undefined ? {} : { cycle };
      const weighted = parts.map(({ part, idc }) => ({
        // Rates are constant here: any horizon gives them.
        ratePerSec: meanPerSec(part, { horizonMs: 1000, traces: {} }),
        idc: idc ?? (() => 0),
      }));
      const total = weighted.reduce((sum, { ratePerSec }) => sum + ratePerSec, 0);
      return {
        ...(cycle === undefined ? {} : { cycle }),
        idc: (windowSec) =>
          weighted.reduce((sum, { ratePerSec, idc }) => sum + ratePerSec * idc(windowSec), 0) / total,
      };
    },
    readSpec() {
      throw usageError(
        "--arrivals: a sum cannot be written on the command line",
        "put it into a scenario file, as load.arrivals with parts, and give that as --scenario",
      );
    },
    start(o, rng, context) {
      const seed = Math.floor(rng() * 2 ** 53);
      return mergeStreams(
        o.parts.map((part, i) => processOf(part).start(part, createRng(seed, `part ${i}`), context)),
      );
    },
  });
}

/** The cycle of which the longest run is needed; undefined where some part has none. */
function longestCycle(cycles: readonly (TrafficCycle | undefined)[]): TrafficCycle | undefined {
  const known = cycles.filter((cycle) => cycle !== undefined);
  if (known.length < cycles.length) return undefined;
  return known.reduce((a, b) => (b.meanMs * b.needed > a.meanMs * a.needed ? b : a));
}
