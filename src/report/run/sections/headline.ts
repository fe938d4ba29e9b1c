import { formatCount, formatMoney, formatMs, formatRate, formatShare } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { tile } from "../../page/tile.ts";
import { SPOILED_SIGN } from "../../spoiled-sign.ts";
import { inFlightWords } from "../in-flight-words.ts";
import { summarySentences } from "../summary.ts";
import { survivorsSentence } from "../survivors-sentence.ts";

/** The summary of a run for most readers: six numbers and a paragraph. */
export function headlineSection(result: RunResult): Html {
  const { load, latencyMs, requests, cost } = result;
  const { response } = latencyMs;
  // Objectives count failed requests as infinitely slow, and these figures do not: where it matters the name says so.
  const what =
    requests.failed === 0
      ? "response"
      : survivorsSentence(result) === null
        ? "of the answers"
        : "of survivors";
  const msOf = (key: "p50" | "p99") =>
    formatMs(response[key]) + (response.spoiled[key] === undefined ? "" : SPOILED_SIGN);
  return html`<section aria-label="Summary">
<dl class="tiles">
${
  load.kind === "closed"
    ? tile("Connections", inFlightWords(result), "closed loop: the server sets the pace")
    : tile("Offered", formatRate(load.offeredPerSec), drawnNote(result))
}
${tile("Answered ok", formatRate(load.achievedPerSec), `${formatCount(requests.ok)} requests`)}
${tile("Failed", formatCount(requests.failed), `${formatShare(requests.failed, requests.scheduled)} of scheduled`)}
${tile(`p50 ${what}`, msOf("p50"), response.absent.p50 ?? `service ${formatMs(latencyMs.service.p50)}`)}
${tile(`p99 ${what}`, msOf("p99"), response.absent.p99 ?? tailNote(result))}
${tile(
  "Per million requests",
  formatMoney(cost.perMillionRequests, cost.currency),
  cost.perMillionRequests === null
    ? "nothing was answered"
    : cost.priceIsExample
      ? "at an example price"
      : "at this load",
)}
</dl>
<p class="summary">${summarySentences(result).join(" ")}</p>
</section>`;
}

/** Share of requests above a p99. */
const TAIL = 0.01;

function tailNote({ latencyMs, requests: { failed, scheduled } }: RunResult): string {
  return failed > TAIL * scheduled
    ? `${formatShare(failed, scheduled)} failed: over all requests there is none`
    : `service ${formatMs(latencyMs.service.p99)}`;
}

/** Smallest distance of a drawn rate from the long-run mean of its process, as a share of that, that a reader should know. */
const NOTABLE = 0.05;

/** The note on the rate that was asked for: what chance drew is not the long-run mean, and no fault of the generator. */
function drawnNote({ load: { offeredPerSec, plannedPerSec } }: RunResult): string {
  if (plannedPerSec === null || offeredPerSec === null) return "";
  if (formatRate(offeredPerSec) === formatRate(plannedPerSec)) return "as planned";
  return Math.abs(offeredPerSec - plannedPerSec) > NOTABLE * plannedPerSec
    ? `as drawn; the process's mean is ${formatRate(plannedPerSec)}`
    : "as drawn";
}
