import { expect, it } from "vitest";
import { renderRunReport } from "../../../src/report/run/html.ts";
import { renderRunSummary } from "../../../src/report/run/text.ts";
import { valuesSentence } from "../../../src/report/run/values-sentence.ts";
import { runResult } from "./fixture.ts";

const PLAIN = runResult({ seconds: 10 });
const ACCURACY = {
  checked: 2000,
  right: 1940,
  share: 0.97,
  interval: { low: 0.957, high: 0.979 },
  differentItems: 901,
  beforeLoad: 0.975,
  differing: 12,
};

it("says how many answers were right, how sure that is, and what it was without load", () => {
  expect(valuesSentence({ ...PLAIN, verify: "labels", accuracy: ACCURACY })).toBe(
    "97.0 % of 2,000 labelled items were answered right (95 % interval 95.7 % to 97.9 %, from 901 different ones); asked alone before the load, 97.5 % of the same; 12 (0.60 %) were given another class then.",
  );
});

it("says what the references found", () => {
  const result = { ...PLAIN, verify: "reference" as const };
  expect(valuesSentence(result)).toMatch(/^Every ok answer said/);
  const failures = [
    { outcome: "wrong" as const, failure: "response-value", status: 200, count: 7, example: null },
    { outcome: "error" as const, failure: "reset", status: 0, count: 5, example: null },
  ];
  expect(valuesSentence({ ...result, requests: { ...result.requests, failures } })).toMatch(
    /^7 answers did not say/,
  );
});

it("stands in terminal and report, and nowhere without --verify", async () => {
  const result = { ...PLAIN, verify: "labels" as const, accuracy: ACCURACY };
  expect(renderRunSummary(result, { colour: false })).toContain("values     97.0 % of 2,000 labelled items");
  expect(await renderRunReport(result)).toContain("97.0 % of 2,000 labelled items");
  expect(renderRunSummary(PLAIN, { colour: false })).not.toContain("values ");
  expect(valuesSentence(PLAIN)).toBeNull();
});
