import { expect, it } from "vitest";
import { cacheSentence } from "../../../src/report/run/cache-sentence.ts";
import { renderRunReport } from "../../../src/report/run/html.ts";
import { renderRunSummary } from "../../../src/report/run/text.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { runResult } from "./fixture.ts";

type CacheCheck = NonNullable<RunResult["cacheCheck"]>;

const SUSPECTED: CacheCheck = {
  samples: 200,
  differentMs: 4.2,
  repeatedMs: 1.05,
  ratio: 0.25,
  interval: { low: 0.24, high: 0.27 },
  suspected: true,
};
const UNDECIDED: CacheCheck = {
  samples: 12,
  differentMs: null,
  repeatedMs: null,
  ratio: null,
  interval: null,
  suspected: null,
};

it("says what was found with its interval and its number of pairs", () => {
  const sentence = cacheSentence(SUSPECTED);
  expect(sentence).toMatch(/^A warm cache may be what was measured: /);
  for (const part of [
    "1.05 ms",
    "4.20 ms",
    "0.250 times",
    "0.240 to 0.270",
    "200 pairs",
    "--repetition unique",
  ])
    expect(sentence).toContain(part);
  expect(cacheSentence({ ...SUSPECTED, suspected: false })).toMatch(/^No sign of a cache: /);
  expect(cacheSentence(UNDECIDED)).toContain("is not known: only 12 pairs");
});

it("warns in terminal and report, and leaves the verdict alone", async () => {
  const plain = runResult({ seconds: 10 });
  const result = { ...plain, cacheCheck: SUSPECTED };
  expect(renderRunSummary(result, { colour: false })).toContain("WARNING    A warm cache");
  const html = await renderRunReport(result);
  expect(html.indexOf("A warm cache may be")).toBeLessThan(html.indexOf("<dl"));
  expect(renderRunSummary(plain, { colour: false })).not.toContain("cache");
});

it("tells a check that decided nothing as such", async () => {
  const result = { ...runResult({ seconds: 10 }), cacheCheck: UNDECIDED };
  expect(renderRunSummary(result, { colour: false })).toContain("is not known");
  expect(await renderRunReport(result)).toContain("is not known");
});
