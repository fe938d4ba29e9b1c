import { formatCount, formatSpan } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

/** The sentence on a stretch of the run in which nothing was answered; null where there was none. */
export function outageSentence({ requests: { outage, failed } }: RunResult): string | null {
  if (outage === null) return null;
  const seconds = (timeMs: number) => formatSpan(Math.round(timeMs / 100) * 100);
  const length = seconds(outage.toMs - outage.fromMs);
  const when = outage.toEnd
    ? `From ${seconds(outage.fromMs)} to the end of the measured part (${length})`
    : `From ${seconds(outage.fromMs)} to ${seconds(outage.toMs)} of the measured part (${length})`;
  const share =
    outage.failed >= failed
      ? `all ${formatCount(failed)} failures`
      : `${formatCount(outage.failed)} of ${formatCount(failed)} failures`;
  return `${when} no request was answered ok: ${share} of the run lie there, as when a server is gone${outage.toEnd ? "" : " for a while"}.`;
}
