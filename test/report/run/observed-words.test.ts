import { expect, test } from "vitest";
import { observedWords } from "../../../src/report/run/observed-words.ts";
import type { JudgedObjective } from "../../../src/result/judged-objective.ts";

const judged = (objective: string, observed: number | null, unit: string): JudgedObjective => ({
  objective,
  observedMs: unit === "ms" ? observed : null,
  observed,
  unit,
  within: null,
  of: null,
  observedWithin: false,
  worth: null,
  bounds: null,
  basis: "observed",
  answer: "misses",
  holds: false,
  note: null,
  implied: false,
  ofScenario: false,
});

test.each([
  ["p99<=75ms", 74.2, "ms", "74.2 ms"],
  ["attainment(response<=50ms)>=86%", 0.85954, "share", "85.954 %"],
  ["attainment(response<=50ms)>=86%", 0.86, "share", "86 %"],
  ["errors<=5.1%", 31 / 603, "share", "5.140961857 %"],
  ["p95<=74.9ms", 74.9034, "ms", "74.9034ms"],
  ["p95<=50ms", null, "ms", "—"],
  ["of a newer version", 12, "ms", "12.0 ms"],
])("%s observed as %d %s reads %s", (objective, observed, unit, words) => {
  expect(observedWords(judged(objective, observed, unit), "USD")).toBe(words);
});
