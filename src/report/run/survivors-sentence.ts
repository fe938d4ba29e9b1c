import { formatShare, percentileLabel } from "../../core/format.ts";
import { PERCENTILE_KEYS, PERCENTILES } from "../../result/latency-figures.ts";
import type { RunResult } from "../../result/run-result.ts";

/** Largest share of requests that may end without an answer before the times of the others are those of survivors. */
const LOST_SHARE = 0.01;

/**
 * The sentence on requests that ended without an answer because it took too long: the slowest are missing in every time, so what is
 * stated are times of survivors. Null where they are too few to matter.
 */
export function survivorsSentence({ requests }: RunResult): string | null {
  const { scheduled, failed, byOutcome } = requests;
  const lost = byOutcome.timeout + byOutcome.shed;
  if (lost <= LOST_SHARE * scheduled) return null;
  const endless = PERCENTILE_KEYS.filter((key) => scheduled - failed < (PERCENTILES[key] / 100) * scheduled);
  const ended = [
    byOutcome.timeout > 0 ? `${formatShare(byOutcome.timeout, scheduled)} timed out` : "",
    byOutcome.shed > 0 ? `${formatShare(byOutcome.shed, scheduled)} were shed` : "",
  ].filter((part) => part !== "");
  const over =
    endless.length === 0
      ? ""
      : `; over all scheduled requests, ${endless.map(percentileLabel).join(", ")} of the response time ${endless.length === 1 ? "has" : "have"} no end`;
  return `of survivors: ${ended.join(" and ")}, and stand in none of these times${over}`;
}
