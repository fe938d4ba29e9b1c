import { formatCount, formatShare, plural } from "../../core/format.ts";
import type { PointSummary } from "../../result/sweep-result.ts";
import { objectivesWords } from "../../sweep/goal-words.ts";

/**
 * The figures by which a point was judged, its runs pooled: `p95 ≤ 50 ms: 96.2 % of 3,000 requests within it, 3 runs pooled`;
 * empty where no objective is about single requests.
 */
export function heldWords({ objectives, takes }: PointSummary): string {
  const shares = objectives.flatMap(({ objective, within, scheduled, share, worth }) =>
    share === null || within === null || scheduled === null || scheduled === 0
      ? []
      : [
          `${objectivesWords([objective])}: ${formatShare(within, scheduled)} of ${formatCount(scheduled)} requests within it${worthWords(worth)}`,
        ],
  );
  if (shares.length === 0) return "";
  return `${shares.join("; ")}${takes > 1 ? `; ${plural(takes, "run")} pooled` : ""}`;
}

function worthWords(worth: number | null): string {
  return worth === null ? "" : `, worth ${formatCount(Math.max(1, Math.round(worth)))} independent ones`;
}
