import { type ParsedCapacity, parseCapacityOptions } from "../../config/capacity-options.ts";
import { kebab, type Source } from "../../config/merge.ts";
import type { Host } from "../../core/host.ts";
import { meaningOf } from "../../result/objective.ts";
import { type BegunSeries, beginSeries, type SeriesPlan, withResumed } from "../series/stored-plan.ts";

/**
 * Parses the options of a search from several sources; later ones win. Where one gives `resume`, the options of the
 * resumed search come first.
 *
 * @throws one usage error with all problems
 */
export function parseCapacity(
  sources: readonly Source[],
  host: Pick<Host, "cwd" | "wallClockMs">,
): ParsedCapacity {
  return parseCapacityOptions(withResumed(sources, "capacity", host));
}

/**
 * Makes the folder of a new search, or compares the options of a resumed one with its stored plan.
 *
 * @param digests SHA-256 of the files that the server and the requests are made of
 * @throws usage error that shows the differences, or for a new search in the folder of another series
 */
export function beginCapacity(
  { options, given }: ParsedCapacity,
  digests: Pick<SeriesPlan, "models" | "files">,
  host: Host,
): Promise<BegunSeries> {
  const parse = (values: Readonly<Record<string, unknown>>) => {
    const { options } = parseCapacityOptions([{ values, spell: kebab }]);
    const meaning = (tier: NonNullable<typeof options.tier>[number]) => tier.objectives.map(meaningOf);
    return { ...options, slo: options.slo?.map(meaningOf), tier: options.tier?.map(meaning) };
  };
  return beginSeries({ command: "capacity", name: "capacity", options, given, parse, ...digests }, host);
}
