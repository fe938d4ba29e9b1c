import { expect, it } from "vitest";
import { partialSentence } from "../../../src/report/run/partial-sentence.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { goodRun } from "./fixture.ts";

/** A run that was broken off so long after the begin of its measured part, with so many answers missing. */
function brokenOff(measuredMs: number, cancelled: number): RunResult {
  const run = goodRun();
  const phases = { ...run.scenario.phases, measureMs: 20_000 };
  const byOutcome = { ...run.requests.byOutcome, cancelled };
  return {
    ...run,
    partial: true,
    scenario: { ...run.scenario, phases },
    load: { ...run.load, measuredMs },
    requests: { ...run.requests, byOutcome },
  };
}

it("a run that was broken off while it sent says how far it came", () => {
  expect(partialSentence(brokenOff(5000, 3))).toMatch(/^it ended after 5 s of the 20 s that were planned; /);
});

it.each<[number, RegExp]>([
  [17, /waited for: 17 requests without one count as cancelled$/],
  [1, /waited for: 1 request without one counts as cancelled$/],
])("one that had sent everything does not say that it ended early (%i cancelled)", (cancelled, words) => {
  expect(partialSentence(brokenOff(20_000, cancelled))).toMatch(words);
});

it("a run that came to its end is not partial", () => {
  expect(partialSentence(goodRun())).toBeNull();
});
