import { formatCount, plural } from "../../core/format.ts";
import type { ServerStatistics } from "../../result/server-statistics.ts";

/**
 * The note on requests of others in the server's statistics, or on missing ones; null where its count and ours agree.
 */
export function serverLoadNote({ requests, unexplained }: ServerStatistics): string | null {
  if (unexplained === 0) return null;
  const head = `The server counted ${plural(requests, "request")}, ${formatCount(Math.abs(unexplained))}`;
  return unexplained > 0
    ? `${head} more than this run can account for: somebody else loads it too, and these figures are of both.`
    : `${head} fewer than were answered to this run: there are several servers at this URL, and these figures are of one, or answers that it did not count.`;
}
