import { ABSENT, formatCount, formatNumber } from "../../../core/format.ts";
import { levelName } from "../../../result/level-name.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { levelAbsences, levelTime } from "../level-words.ts";

/** The table of the levels of a load that changed by plan: percentiles of the whole run mix them. */
export function levelsTable(result: RunResult): Html | false {
  const { levels } = result;
  if (levels.length === 0) return false;
  const reasons = levelAbsences(levels);
  return html`<div class="scroll"><table class="compact" id="levels"><caption><span>By level of the planned load; response times of the requests that were due in each and answered ok</span></caption>
<thead><tr><th scope="col">level</th><th scope="col" class="num">requests</th><th scope="col" class="num">p50 ms</th><th scope="col" class="num">p99 ms</th><th scope="col" class="num">failed</th></tr></thead>
<tbody>${levels.map(
    (level) =>
      html`<tr><th scope="row">${levelName(level, result)}<span class="under">${levelTime(level)}</span></th><td class="num">${formatCount(level.scheduled)}</td><td class="num">${formatNumber(level.p50Ms)}</td><td class="num">${formatNumber(level.p99Ms)}</td><td class="num">${formatCount(level.failed)}</td></tr>
`,
  )}</tbody></table></div>
${reasons.length > 0 && html`<p class="footnote">${ABSENT} stands where there were too few requests to say: ${reasons.join("; ")}.</p>`}`;
}
