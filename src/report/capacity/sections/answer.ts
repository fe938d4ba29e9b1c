import {
  ABSENT,
  formatMoney,
  formatPrice,
  formatRate,
  formatShare,
  formatTime,
} from "../../../core/format.ts";
import type { CapacityResult } from "../../../result/capacity-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html, prose } from "../../page/markup.ts";
import { tile } from "../../page/tile.ts";
import { capacityVerdict, lineFacts } from "../line-words.ts";

/** The head of the report: the load line, whether it was found, and what it rests on. */
export function capacityAnswerSection(result: CapacityResult): Html {
  const { word, good } = capacityVerdict(result);
  const { target, traffic } = result;
  return html`<header class="verdict ${good ? "good" : "bad"}">
<h1><span class="badge ${good ? "good" : "bad"}">${word}</span> <span class="name">Load line of ${result.objectives.join(" and ")}</span></h1>
<p class="lead">${lead(result)}.</p>
<p class="meta">${[
    `${target.kind} ${target.model ?? target.url ?? ""}`.trim(),
    traffic,
    formatTime(result.startedAt),
    `seed ${result.seed}`,
  ].join(" · ")}</p>
${notices(result)}
</header>
${result.loadLine !== null && html`<section id="answer"><h2>At the line</h2>${tiles(result)}${facts(lineFacts(result))}</section>`}`;
}

/** The answer with a capital at its head, unless it begins with an objective, which is spelled as it was given. */
function lead({ answer, objectives }: CapacityResult): Html {
  return objectives.some((objective) => answer.startsWith(objective)) ? html`${answer}` : prose(answer);
}

/** The notices that a reader needs before any number. */
function notices({ partial, price, loadLine }: CapacityResult): Html | false {
  const perHour = formatPrice(price.pricePerHour, price.currency);
  const notes = [
    partial &&
      html`<strong>Partial search.</strong> It was interrupted before it ended; <code>--resume</code> goes on.`,
    loadLine?.monotone === false &&
      html`<strong>Not in order.</strong> More load was seen to keep the objectives where less misses them. The line is the highest load below every miss.`,
    loadLine?.confirmed === false &&
      html`<strong>Not confirmed.</strong> No run with a fresh seed showed the line again.`,
    price.isExample &&
      loadLine !== null &&
      html`<strong>Example price.</strong> Nobody said what this machine costs; costs are at ${perHour} per hour. Give yours with <code>--price</code>.`,
  ].filter((note) => note !== false);
  return notes.length > 0 && html`<ul class="notices">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}

function tiles({ loadLine, mostPerSec, cost, price, peak }: CapacityResult): Html {
  const high = loadLine?.interval.high ?? null;
  const most =
    mostPerSec === null ? "the most is not known" : `of ${formatRate(mostPerSec)}, the most it answered`;
  return html`<dl class="tiles">
${tile("Load line", formatRate(loadLine?.ratePerSec ?? null), high === null ? "no load was shown to miss" : `misses at ${formatRate(high)}`)}
${tile("Utilisation", loadLine?.utilisation == null ? ABSENT : formatShare(loadLine.utilisation, 1), most)}
${tile("Closed loop", formatRate(peak?.requestsPerSec ?? null), peak === null ? "not measured" : `${peak.concurrency} in flight`)}
${tile("Per million requests", formatMoney(cost?.perMillionRequests ?? null, price.currency), price.isExample ? "at an example price" : "at the line")}
</dl>`;
}
