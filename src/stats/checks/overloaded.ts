import { formatMs, formatRate, formatShare, formatSpan } from "../../core/format.ts";
import { judgeOverload, type Overload } from "../overload.ts";
import { type Check, doesNotApply, type VerdictInput } from "./check.ts";

const CODE = "overloaded";
const TITLE = "the server was not overloaded";

/** Checks that the server could do what was planned (`overload.ts`). What a run does not show is said, and held against nothing. */
export function overloaded(run: VerdictInput): Check {
  const { loop, unfinished, backlog = null, blocks, stationary, response } = run;
  const keptUp = stationary && (run.keptUp ?? false);
  if (loop === "closed") return doesNotApply(CODE, TITLE, "a closed loop waits for its answers");
  const plannedPerSec = loop === "open" && stationary ? (run.plannedPerSec ?? null) : null;
  const answerMs = response.p99 ?? response.max;
  const medianMs = response.p50 ?? response.mean;
  const found = judgeOverload({ unfinished, backlog, blocks, plannedPerSec, answerMs, medianMs, keptUp });
  const seen = seenWords(found, plannedPerSec);
  return {
    code: CODE,
    title: TITLE,
    observed: `${found.answer === "not shown" ? "not shown: " : ""}${seen.join("; ")}`,
    limit: limitWords(found, plannedPerSec),
    holds: found.answer !== "overloaded",
    message: `overloaded: ${seen.join("; ")}${consequence(found)}`,
    cure: `lower --rate until the server answers as fast as requests come, or give it more capacity${ofWarmup(run, found)}`,
  };
}

function limitWords({ saturation, before }: Overload, plannedPerSec: number | null): string {
  if (saturation !== null && plannedPerSec !== null)
    return `${formatRate(plannedPerSec)}, which are planned, not above what the server can do`;
  return `at most ${before} unfinished, the most in the first half`;
}

/** What was seen, the surest first. */
function seenWords(found: Overload, plannedPerSec: number | null): string[] {
  const { saturation, grew, after, before, lost, loses } = found;
  const words: string[] = [];
  if (saturation !== null && plannedPerSec !== null) words.push(rateWords(found, plannedPerSec));
  if (grew)
    words.push(
      `the backlog grew to ${after} requests and did not come back to the ${before} of the first half`,
    );
  else if (words.length === 0) words.push(`at least ${after} unfinished in the last quarter`);
  if (loses) words.push(`${formatShare(lost, 1)} of the requests timed out, were shed or broke off`);
  return words;
}

function rateWords({ saturation, floor }: Overload, plannedPerSec: number): string {
  const { perSec, interval, backloggedMs, answersMore } = saturation as NonNullable<Overload["saturation"]>;
  const sure = Number.isFinite(interval.high)
    ? `95 %: ${formatRate(interval.low)} to ${formatRate(interval.high)}`
    : "how sure that is cannot be told";
  const more = answersMore === "yes" ? ", the more the more were under way" : "";
  return (
    `${formatRate(plannedPerSec)} are planned, and with ${floor} requests or more unfinished, for ${formatSpan(backloggedMs)} in all, ` +
    `the server answered ${formatRate(perSec)} (${sure})${more}`
  );
}

/** What follows from that for percentiles. */
function consequence({ grew, loses }: Overload): string {
  if (loses) return ", so percentiles are those of survivors";
  return grew ? ": percentiles grow with the run" : "";
}

/** The other cure, where answers were longer than the warm-up: the backlog may only have been on its way to its level. */
function ofWarmup({ response, warmupMs }: VerdictInput, { saturation }: Overload): string {
  const { max } = response;
  if (saturation !== null || warmupMs === undefined || max === null || max <= warmupMs) return "";
  return `; or, where its answers take so long without a queue, raise --warmup to the longest of them (${formatMs(max)})`;
}
