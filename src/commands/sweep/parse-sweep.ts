import { kebab, type Source } from "../../config/merge.ts";
import { type ParsedSweep, parseSweepOptions } from "../../config/sweep-options.ts";
import type { Host } from "../../core/host.ts";
import { meaningOf } from "../../result/objective.ts";
import { type BegunSeries, beginSeries, type SeriesPlan, withResumed } from "../series/stored-plan.ts";

/**
 * Parses the options of a sweep from several sources; later ones win. Where one gives `resume`, the options of the
 * resumed sweep come first.
 *
 * @throws one usage error with all problems
 */
export function parseSweep(sources: readonly Source[], host: Pick<Host, "cwd" | "wallClockMs">): ParsedSweep {
  return parseSweepOptions(withResumed(sources, "sweep", host));
}

/**
 * Makes the folder of a new sweep, or compares the options of a resumed one with its stored plan.
 *
 * @param name ends the name of the folder, where the user gives none
 * @param digests SHA-256 of the files that the server and the requests are made of
 * @throws usage error that shows the differences, or for a new sweep in the folder of another one that has begun
 */
export function beginSweep(
  name: string,
  { options, given }: ParsedSweep,
  digests: Pick<SeriesPlan, "models" | "files">,
  host: Host,
): Promise<BegunSeries> {
  const parse = (values: Readonly<Record<string, unknown>>) => {
    const { options } = parseSweepOptions([{ values, spell: kebab }]);
    return { ...options, slo: options.slo?.map(meaningOf) };
  };
  return beginSeries({ command: "sweep", name, options, given, parse, ...digests }, host);
}
