import { expect, it } from "vitest";
import { answerWords } from "../../../src/report/run/answer-words.ts";
import { judgedObjectiveSchema } from "../../../src/result/judged-objective.ts";

const detailOf = (objective: string) =>
  answerWords(
    judgedObjectiveSchema.parse({
      objective,
      observedMs: null,
      holds: true,
      note: null,
      within: 990,
      of: 1000,
      worth: 607,
      bounds: { low: 0.982, high: 0.999 },
      basis: "bound",
      answer: "holds",
    }),
  ).detail;

it.each([
  ["accuracy>=90%", "at least 98.2 % of items are answered right, 95 % sure; it rests on 607 different ones"],
  ["p95<=50ms", "at least 98.2 % of requests keep it, 95 % sure; the run is worth 607 independent ones"],
])("the bound on %s says what it counts", (objective, words) => {
  expect(detailOf(objective)).toBe(words);
});
