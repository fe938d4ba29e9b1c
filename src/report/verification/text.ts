import { formatSpan, formatTime, plural } from "../../core/format.ts";
import type { VerificationResult } from "../../result/verification-result.ts";
import { named, painter } from "../terminal.ts";
import { heldCells, VERIFICATION_WORD } from "./rows.ts";

/** The summary of a verification for a terminal: the answer first, at most 100 columns wide. */
export function renderVerificationSummary(
  result: VerificationResult,
  options: { readonly colour: boolean },
): string {
  const paint = painter(options.colour);
  const { plan, traffic, run, state } = result;
  const word = VERIFICATION_WORD[state];
  return [
    (state === "held" ? paint.good : paint.bad)(word),
    ...named("answer", result.answer),
    ...named(
      "",
      `${formatTime(result.startedAt)} · seed ${result.seed} · ${formatSpan(traffic.measuredMs)}`,
    ).map(paint.quiet),
    ...(run.valid ? [] : named("invalid", run.reasons.join("; ")).map(paint.note)),
    "",
    ...named("plan", `${plan.machines} (fleet ${plan.fleet} of ${plan.file}, ${plural(plan.seeds, "seed")})`),
    ...named("traffic", traffic.note),
    "",
    ...result.figures.flatMap((figure) => {
      const [forecast, allowed, measured, interval, error] = heldCells(figure);
      const why = figure.why === null ? "" : `; ${figure.why}`;
      return named(
        figure.title,
        `${figure.answer}: forecast ${forecast} (allowed ${allowed}), measured ${measured} (${interval}), ${error}${why}`,
      );
    }),
    ...result.objectives.flatMap(({ objective, answer }) => named("objective", `${objective} ${answer}`)),
  ].join("\n");
}
