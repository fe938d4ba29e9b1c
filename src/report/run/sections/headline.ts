import { formatCount, formatMoney, formatMs, formatRate, formatShare } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { tile } from "../../page/tile.ts";
import { inFlightWords } from "../in-flight-words.ts";
import { summarySentences } from "../summary.ts";

/** The summary of a run for most readers: six numbers and a paragraph. */
export function headlineSection(result: RunResult): Html {
  const { load, latencyMs, requests, cost } = result;
  const { response } = latencyMs;
  return html`<section aria-label="Summary">
<dl class="tiles">
${
  load.kind === "closed"
    ? tile("Connections", inFlightWords(result), "closed loop: the server sets the pace")
    : tile("Offered", formatRate(load.offeredPerSec), `${formatRate(load.plannedPerSec)} planned`)
}
${tile("Answered ok", formatRate(load.achievedPerSec), `${formatCount(requests.ok)} requests`)}
${tile("Failed", formatCount(requests.failed), `${formatShare(requests.failed, requests.scheduled)} of scheduled`)}
${tile("p50 response", formatMs(response.p50), response.absent.p50 ?? `service ${formatMs(latencyMs.service.p50)}`)}
${tile("p99 response", formatMs(response.p99), response.absent.p99 ?? `service ${formatMs(latencyMs.service.p99)}`)}
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
