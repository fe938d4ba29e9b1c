import { plural } from "../../../core/format.ts";
import type { History } from "../../../history/history.ts";
import { type Html, html, prose } from "../../page/markup.ts";

/** The head of the page: what changed last, and what must be known before any number. */
export function historyHead({ sentence, notices, groups }: History): Html {
  const points = groups.flatMap((group) => group.points);
  const days = points.map(({ startedAt }) => startedAt.slice(0, 10)).sort();
  return html`<header class="verdict">
<h1><span class="name">Performance over time</span></h1>
<p class="lead">${sentence}</p>
<p class="meta">${plural(points.length, "result")}${days.length > 0 && ` · ${days[0]} to ${days.at(-1)}`}${groups.length > 1 && ` · ${groups.length} groups`}</p>
${notices.length > 0 && html`<ul class="notices">${notices.map((notice) => html`<li>${prose(notice)}.</li>`)}</ul>`}
</header>`;
}
