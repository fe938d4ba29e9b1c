import { formatCount, formatSpan } from "../../core/format.ts";
import type { Outage } from "../../result/requests.ts";
import type { RunResult } from "../../result/run-result.ts";

const WORDS = ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];

/** The sentence on the stretches of the run in which nothing was answered; null where there was none. */
export function outageSentence({ requests: { outage, failed } }: RunResult): string | null {
  if (outage === null) return null;
  const { outages, failedInAll, toEnd } = outage;
  const inAll = failedInAll ?? outage.failed;
  const share =
    inAll >= failed
      ? `all ${formatCount(failed)} failures`
      : `${formatCount(inAll)} of ${formatCount(failed)} failures`;
  if (outages > 1)
    return (
      `${WORDS[outages - 2] ?? formatCount(outages)} outages, the longest from ${when(outage)}: ` +
      `no request was answered ok in them, and ${share} of the run lie there, as when a server is gone again and again.`
    );
  return `From ${when(outage)} no request was answered ok: ${share} of the run lie there, as when a server is gone${toEnd ? "" : " for a while"}.`;
}

function when({ fromMs, toMs, toEnd }: Outage): string {
  const seconds = (timeMs: number) => formatSpan(Math.round(timeMs / 100) * 100);
  const end = toEnd ? "the end" : seconds(toMs);
  return `${seconds(fromMs)} to ${end} of the measured part (${seconds(toMs - fromMs)})`;
}
