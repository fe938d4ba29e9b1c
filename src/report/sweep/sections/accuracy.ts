import { largest } from "../../../core/extremes.ts";
import { ABSENT, formatCount, formatNumber, formatShare } from "../../../core/format.ts";
import type { SweepResult, VariantAccuracy } from "../../../result/sweep-result.ts";
import { levelWords } from "../../../sweep/goal-words.ts";
import { type Html, html, prose } from "../../page/markup.ts";
import { formatPoints, unlabelledNote } from "../accuracy-words.ts";
import { barredReasons, comparedOf } from "../variants.ts";

type Verdict = VariantAccuracy["verdicts"][number]["verdict"];

interface Row {
  readonly title: string;
  readonly under: string;
  /** True for a row that needs labels, so that answers can be right or wrong. */
  readonly labelled: boolean;
  readonly cell: (accuracy: VariantAccuracy) => string;
  /** The note in small letters below the cell. */
  readonly note?: (accuracy: VariantAccuracy) => string | null;
}

const share = (part: number | null) => (part === null ? ABSENT : formatShare(part, 1));
const counted = (count: number | null) => (count === null ? ABSENT : formatCount(count));

const ROWS: readonly Row[] = [
  {
    title: "Accuracy",
    under: "items whose class is their label",
    labelled: true,
    cell: ({ accuracy }) => share(accuracy),
    note: ({ right, items }) => (right === null ? null : `${counted(right)} of ${formatCount(items)}`),
  },
  {
    title: "Difference",
    under: "to the reference, with its 95 % interval (paired)",
    labelled: true,
    cell: ({ difference }) => formatPoints(difference),
    note: ({ differenceInterval: within }) =>
      within && `${formatPoints(within.low)} to ${formatPoints(within.high)}`.replaceAll(" points", ""),
  },
  {
    title: "Lost and won",
    under: "right with the reference and wrong here; and the other way",
    labelled: true,
    cell: ({ lost }) => (lost === null ? ABSENT : `${counted(lost)} lost`),
    note: ({ won }) => (won === null ? null : `${counted(won)} won`),
  },
  {
    title: "McNemar's p",
    under: "chance of a split at least this uneven, were neither better",
    labelled: true,
    cell: ({ mcnemarP }) => formatNumber(mcnemarP),
  },
  {
    title: "Agreement",
    under: "same class as the reference, right or not",
    labelled: false,
    cell: ({ agreement }) => share(agreement),
  },
  {
    title: "Cosine",
    under: "between the outputs for an item, mean",
    labelled: false,
    cell: ({ cosine }) => formatNumber(cosine.mean, 5),
    note: ({ cosine: { min } }) => (min === null ? null : `least ${formatNumber(min, 5)}`),
  },
  {
    title: "Largest error",
    under: "of one output",
    labelled: false,
    cell: ({ maxAbsoluteError }) => formatNumber(maxAbsoluteError),
    note: ({ maxRelativeError: relative }) =>
      relative === null ? null : `relative ${formatNumber(relative)}`,
  },
  {
    title: "KL divergence",
    under: "of the softmax from the reference's, mean, nats",
    labelled: false,
    cell: ({ klDivergence }) => scientific(klDivergence),
  },
  {
    title: "Batch invariance",
    under: "largest change of an output when asked in a batch",
    labelled: false,
    cell: ({ batchInvariance }) => scientific(batchInvariance),
  },
  {
    title: "Deterministic",
    under: "the same request, the same bits",
    labelled: false,
    cell: ({ deterministic }) => (deterministic === null ? ABSENT : deterministic ? "yes" : "no"),
  },
];

/** The section of the accuracy of each variant against the reference, through the same server path. */
export function accuracySection(result: SweepResult): Html {
  const { accuracy, accuracyAbsent } = result;
  return html`<section id="accuracy"><h2>How exact each variant is</h2>
${accuracy.length === 0 ? html`<p class="quiet">Not measured: ${accuracyAbsent ?? "there is one variant only"}.</p>` : table(result)}
${accuracy.length !== 1 && barredNote(result)}
</section>`;
}

function table(result: SweepResult): Html {
  const { accuracy } = result;
  const note = unlabelledNote(result);
  const labelled = accuracy.some((one) => one.labelled);
  const levels = [...new Set(accuracy.flatMap(({ verdicts }) => verdicts.map(({ level }) => level)))];
  const items = largest(accuracy.map((one) => one.items));
  const reference = comparedOf(result)?.reference ?? "the reference";
  return html`${note !== null && html`<p>${prose(note)}.</p>`}
<div class="scroll"><table class="by-name"><caption><span>${formatCount(items)} different items, each sent to every variant</span></caption>
<thead><tr><th scope="col"></th>${accuracy.map((one) => html`<th scope="col" class="num">${one.variant}${one.reference && html`<span class="under">reference</span>`}</th>`)}</tr></thead>
<tbody>${levels.map(
    (level) =>
      html`<tr><th scope="row">≥ ${levelWords(level, reference)}<span class="under">${result.goal.accuracy === level ? "asked for" : "by the bound of the paired difference"}</span></th>${accuracy.map((one) => html`<td class="num">${verdictMark(one.verdicts.find((verdict) => verdict.level === level)?.verdict)}</td>`)}</tr>
`,
  )}
${ROWS.filter((row) => labelled || !row.labelled).map(
  (row) =>
    html`<tr><th scope="row">${row.title}<span class="under">${row.under}</span></th>${accuracy.map((one) => html`<td class="num">${row.cell(one)}${row.note && html`<span class="under">${row.note(one)}</span>`}</td>`)}</tr>
`,
)}</tbody></table></div>
`;
}

/** The mark of a verdict on accuracy, in words and with a sign: never by colour alone. */
function verdictMark(verdict: Verdict | undefined): Html {
  if (verdict === undefined) return html`${ABSENT}`;
  if (verdict === "not shown") return html`<span class="mark">? not shown</span>`;
  return verdict === "pass"
    ? html`<span class="mark good">✓ pass</span>`
    : html`<span class="mark bad">✗ fail</span>`;
}

function barredNote(result: SweepResult): Html | false {
  const reasons = barredReasons(result);
  if (result.goal.accuracy === null)
    return html`<p class="quiet">No accuracy was asked for, so none of them is kept from being recommended.</p>`;
  return (
    reasons.length > 0 &&
    html`<div><p>Never recommended here:</p><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`
  );
}

function scientific(value: number | null): string {
  if (value === null) return ABSENT;
  return value === 0 || value >= 0.001 ? formatNumber(value) : value.toExponential(1).replace("-", "−");
}
