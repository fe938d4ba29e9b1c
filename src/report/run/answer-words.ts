import { formatCount, plural } from "../../core/format.ts";
import type { JudgedObjective } from "../../result/judged-objective.ts";
import { isAccuracy, requiredShare } from "../../result/objective.ts";
import { parseObjective } from "../../result/parse-objective.ts";

const SURE = "95 % sure";
const MOST_DECIMALS = 6;

/** The answer of an objective in a word or two, and what it says of the long run. */
export interface AnswerWords {
  readonly word: string;
  /** What is shown of the long run; null where only this run is meant. */
  readonly detail: string | null;
}

/**
 * The answer of an objective in words. One that rests on what was observed says so; results of earlier versions, which have no
 * answer, rest on that, too.
 */
export function answerWords(slo: JudgedObjective): AnswerWords {
  const answer = slo.answer ?? { true: "holds", false: "misses", null: "not judged" }[`${slo.holds}`];
  if (answer === "not judged") return { word: "not judged", detail: null };
  if (answer === "not shown") return { word: "not shown", detail: rangeWords(slo) };
  const isHeld = answer === "holds";
  if (slo.basis === "observed")
    return { word: isHeld ? "observed within the limit" : "observed beyond the limit", detail: null };
  return { word: isHeld ? "holds" : "MISSES", detail: rangeWords(slo) };
}

/** What is shown of the share that keeps an objective in the long run. */
function rangeWords({ objective, bounds, worth, answer, of }: JudgedObjective): string | null {
  if (bounds === null || of === null) return null;
  const known = parseObjective(objective);
  const ofItems = !("problem" in known) && isAccuracy(known);
  const required = "problem" in known ? null : ofItems ? known.limit : requiredShare(known);
  const [low, high] = [
    boundText(bounds.low, required, Math.floor),
    boundText(bounds.high, required, Math.ceil),
  ];
  const range =
    answer === "holds" ? `at least ${low}` : answer === "misses" ? `at most ${high}` : `${low} to ${high}`;
  if (ofItems) return `${range} of items are answered right, ${SURE}${differentItems(worth)}`;
  const count = worth === null ? "" : `; the run is worth ${formatCount(Math.floor(worth))} independent ones`;
  return `${range} of requests keep it, ${SURE}${count}`;
}

/** Items that were asked for again tell nothing new, so the different ones are what such a bound rests on. */
function differentItems(worth: number | null): string {
  return worth === null ? "" : `; it rests on ${plural(Math.floor(worth), "different one")}`;
}

/** A bound in percent, rounded outwards, with as many digits as tell it from what is required. */
function boundText(share: number, required: number | null, round: (value: number) => number): string {
  const percent = 100 * share;
  const smaller = Math.min(percent, 100 - percent);
  let decimals = smaller <= 0 ? 0 : Math.min(MOST_DECIMALS, Math.max(0, 1 - Math.floor(Math.log10(smaller))));
  const at = () => round(percent * 10 ** decimals) / 10 ** decimals;
  while (decimals < MOST_DECIMALS && required !== null && share < required && at() >= 100 * required)
    decimals++;
  return `${at().toFixed(decimals)} %`;
}
