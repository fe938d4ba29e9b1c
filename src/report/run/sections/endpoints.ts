import { ABSENT, formatCount, formatNumber, percentileLabel } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import {
  ENDPOINT_TIMES,
  type Endpoint,
  endpointAbsences,
  failedAs,
  withoutEndpoint,
} from "../endpoint-words.ts";

/** The section of the endpoints: how each of several served its share of the load. */
export function endpointsSection(result: RunResult): Html | false {
  const { endpoints } = result;
  if (endpoints.length === 0) return false;
  const none = withoutEndpoint(result);
  const reasons = endpointAbsences(endpoints);
  return html`<section id="endpoints"><h2>By endpoint</h2>
<div class="scroll"><table><caption><span>Requests of the measured part by the endpoint they were meant for; response times of those answered ok</span></caption>
<thead><tr><th scope="col">endpoint</th><th scope="col" class="num">requests</th><th scope="col" class="num">ok</th><th scope="col" class="num">failed</th>${ENDPOINT_TIMES.map((key) => html`<th scope="col" class="num">${percentileLabel(key)} ms</th>`)}</tr></thead>
<tbody>${endpoints.map(endpointRow)}</tbody></table></div>
${none !== undefined && html`<p class="quiet">${none}.</p>`}
${reasons.length > 0 && html`<div class="footnote"><p>${ABSENT} stands where there were too few requests to say:</p><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`}
</section>`;
}

function endpointRow(endpoint: Endpoint): Html {
  const { url, requests, latencyMs } = endpoint;
  return html`<tr><th scope="row">${url}<span class="under">${failedAs(endpoint)}</span></th><td class="num">${formatCount(requests.scheduled)}</td><td class="num">${formatCount(requests.ok)}</td><td class="num">${formatCount(requests.failed)}</td>${ENDPOINT_TIMES.map(
    (key) => html`<td class="num">${formatNumber(latencyMs.response[key])}</td>`,
  )}</tr>
`;
}
