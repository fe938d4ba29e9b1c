import { expect, it } from "vitest";
import { untilShownSentence } from "../../../src/report/run/until-shown-words.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { goodRun } from "./fixture.ts";

const sentenceOf = (measuredMs: number, answer: RunResult["slo"][number]["answer"]) => {
  const run = goodRun();
  const slo = run.slo.map((one) => ({ ...one, answer, holds: answer === "holds" ? true : null }));
  const untilShown = { longestMs: 60_000, looksMs: [2000, 4000], errorOfLook: 0.01 };
  return untilShownSentence({ ...run, slo, untilShown, load: { ...run.load, measuredMs } });
};

it.each<[number, "holds" | "not shown", RegExp]>([
  [4100, "holds", /^the run ended after 4\.1 s of at most 60 s, when every objective was decided: 2 looks/],
  [4100, "not shown", /^the run ended after 4\.1 s .* decided; what came after that look left one open: /],
  [60_000, "holds", /^the run went on for its longest, 60 s: /],
  [60_000, "not shown", /^the run went on for its longest, 60 s, and not every objective is decided: /],
])("a run that ended after %i ms with an objective that %s says what it did", (measuredMs, answer, words) => {
  expect(sentenceOf(measuredMs, answer)).toMatch(words);
});
