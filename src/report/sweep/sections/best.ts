import {
  ABSENT,
  formatCount,
  formatMoney,
  formatMs,
  formatNumber,
  formatShare,
  plural,
} from "../../../core/format.ts";
import { WISHES } from "../../../result/goal.ts";
import type { PointSummary, SweepResult, VariantAccuracy } from "../../../result/sweep-result.ts";
import { pointWords } from "../../../sweep/point-words.ts";
import { type Html, html } from "../../page/markup.ts";
import { tile } from "../../page/tile.ts";
import { formatPoints } from "../accuracy-words.ts";
import { heldWords } from "../held-words.ts";
import { holdsMark } from "../holds-mark.ts";
import { latencyWords } from "../latency-words.ts";
import { leaders } from "../leaders.ts";
import { listNotes, originWords } from "../list-notes.ts";
import { samePoint, summaryOf } from "../points.ts";
import { accuracyOf, bestOfVariant, comparedOf, variantOf } from "../variants.ts";

/** The section of the best point in numbers, and of those that come next. */
export function bestSection(result: SweepResult): Html {
  const best = result.best === null ? undefined : summaryOf(result, result.best.point);
  const shown = leaders(result);
  return html`<section id="best"><h2>${best === undefined ? "What came nearest" : "The best, and the next"}</h2>
${best !== undefined && tiles(result, best)}
${
  shown.length === 0
    ? html`<p class="quiet">No point has figures.</p>`
    : html`<div class="scroll"><table class="by-name"><caption><span>${best === undefined ? "The fastest points; none of them may be recommended" : `By ${WISHES[result.goal.wish].figure.words}, of those that may be recommended`}</span></caption>
<thead><tr><th scope="col">point</th><th scope="col" class="num">inferences/s</th><th scope="col" class="num">p50</th><th scope="col" class="num">p95</th><th scope="col" class="num">per million</th><th scope="col">objectives</th></tr></thead>
<tbody>${shown.map((point) => leaderRow(result, point))}</tbody></table></div>
${listNotes(result, shown).map((note) => html`<p class="quiet">${note}.</p>`)}`
}
</section>`;
}

function leaderRow(result: SweepResult, summary: PointSummary): Html {
  const { point, inferencesPerSec, costPerMillionInferences, confirmed } = summary;
  const held = heldWords(summary);
  const isBest = result.best !== null && samePoint(result.best.point, point);
  return html`<tr><th scope="row">${pointWords(point)}<span class="under">${[isBest && "the best", confirmed > 0 && `${plural(confirmed, "run")} after the pick`, ...originWords(result, summary)].filter((word) => word !== false).join(", ")}</span></th><td class="num">${formatNumber(inferencesPerSec)}</td><td class="num">${latencyWords(summary, "p50", formatMs)}</td><td class="num">${latencyWords(summary, "p95", formatMs)}</td><td class="num">${formatMoney(costPerMillionInferences, result.price.currency)}</td><td>${holdsMark(result, summary)}${held !== "" && html`<span class="under">${held}</span>`}</td></tr>
`;
}

function tiles(result: SweepResult, best: PointSummary): Html {
  const { price, search } = result;
  const variant = variantOf(result, best.point);
  const accuracy = accuracyOf(result, variant);
  return html`<dl class="tiles">
${tile("Inferences per second", formatNumber(best.inferencesPerSec), gainNote(result, best, variant))}
${tile("p95 response", latencyWords(best, "p95", formatMs), `p50 ${latencyWords(best, "p50", formatMs)}`)}
${tile("Per million inferences", formatMoney(best.costPerMillionInferences, price.currency), price.isExample ? "at an example price" : "at this load")}
${exactnessTile(result, best, accuracy)}
${tile("Mean batch", formatNumber(best.meanBatch), best.meanBatch === null ? "the server does not tell" : "items in a run of the model")}
${tile("Measured", formatShare(search.measuredPoints, search.gridPoints), `${formatCount(search.measuredPoints)} of ${formatCount(search.gridPoints)} points`)}
</dl>`;
}

/** The tile of the accuracy that the speed cost; the share of failed requests where variants were not compared. */
function exactnessTile(
  result: SweepResult,
  { failedShare }: PointSummary,
  accuracy: VariantAccuracy | undefined,
): Html {
  if (accuracy === undefined || (accuracy.accuracy === null && accuracy.agreement === null))
    return tile("Failed", failedShare === null ? ABSENT : formatShare(failedShare, 1), "of the requests");
  if (accuracy.accuracy === null)
    return tile("Agreement", formatShare(accuracy.agreement ?? 0, 1), "same class as the reference");
  const beside = accuracy.reference
    ? "the reference"
    : `${formatPoints(accuracy.difference)} to ${comparedOf(result)?.reference}`;
  return tile("Accuracy", formatShare(accuracy.accuracy, 1), beside);
}

function gainNote(result: SweepResult, best: PointSummary, variant: string): string {
  const reference = comparedOf(result)?.reference;
  if (reference === undefined || reference === variant) return "items answered ok";
  const other = bestOfVariant(result, reference);
  if (!other?.holds || !other.point.inferencesPerSec || best.inferencesPerSec === null)
    return "items answered ok";
  const held = other.point.answer === "not shown" ? " seen to hold" : " that holds";
  const unlike = best.confirmed > 0 && other.point.confirmed === 0 ? ", as that was picked" : "";
  return `${formatNumber(best.inferencesPerSec / other.point.inferencesPerSec)} times ${reference}'s best${result.goal.slo.length === 0 ? "" : held}${unlike}`;
}
