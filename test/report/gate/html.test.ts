import { beforeAll, describe, expect, test } from "vitest";
import { renderGateReport } from "../../../src/report/gate/html.ts";
import { renderGateSummary } from "../../../src/report/gate/text.ts";
import { MOST_BYTES } from "../../../src/report/page/raw-data.ts";
import { type GateResult, gateResultSchema } from "../../../src/result/gate-result.ts";
import {
  gateOf,
  lineGateOf,
  metricsNamed,
  pairOf,
  pairsOf,
  runOf,
  searchedPair,
  spoiledRun,
} from "../../gate/fixture.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { embedded, textOf } from "../page-text.ts";

const GATES: Readonly<Record<string, GateResult>> = {
  passing: deepFreeze(gateOf(pairsOf(1), { sameSides: true })),
  failing: deepFreeze(gateOf(pairsOf(1.3), { confirm: true, confirmation: pairsOf(1.3) })),
  open: deepFreeze(gateOf(pairsOf(1.05))),
  spoiled: deepFreeze(gateOf(Array.from({ length: 7 }, (_, i) => pairOf(spoiledRun(), runOf(1), i)))),
  absent: deepFreeze(gateOf(pairsOf(1, 1), { metrics: metricsNamed("ttft.p50") })),
  interrupted: deepFreeze(gateOf([], { partial: true })),
  "of load lines": deepFreeze(
    lineGateOf(
      Array.from({ length: 7 }, (_, i) =>
        searchedPair([100, 102], i === 0 ? [null, 1.2] : i === 1 ? [90, null] : [90 + i, 92 + i], i),
      ),
    ),
  ),
};
const PAGES: Record<string, string> = {};

beforeAll(async () => {
  for (const [name, result] of Object.entries(GATES)) PAGES[name] = await renderGateReport(result);
});

describe.each(Object.keys(GATES))("the report of the gate that is %s", (name) => {
  const result = GATES[name] as GateResult;
  const page = () => PAGES[name] ?? "";

  test("needs nothing outside itself, and holds the result", () => {
    expect(page()).not.toMatch(/(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i);
    expect(page().match(/<script\b[^>]*>/g)).toEqual([
      '<script type="application/json" id="plimsoll-result">',
    ]);
    expect(new TextEncoder().encode(page()).length).toBeLessThan(MOST_BYTES);
    expect(gateResultSchema.parse(embedded(page()))).toEqual(result);
  });

  test("gives the verdict and the sentence before anything else, and every metric", () => {
    const body = textOf(page().slice(page().indexOf("<main>"))).trim();
    expect(body.startsWith(`${result.verdict.answer.toUpperCase()} `)).toBe(true);
    expect(body.indexOf(result.verdict.sentence)).toBeGreaterThan(0);
    for (const { title } of result.metrics) expect(body).toContain(title);
    expect(body).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
  });

  test("the summary for a terminal says the same first, in lines that fit", () => {
    const lines = renderGateSummary(result, { colour: false }).split("\n");
    expect(lines[0]?.startsWith(`${result.verdict.answer.toUpperCase()}  `)).toBe(true);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.join("\n")).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
    for (const { title } of result.metrics) expect(lines.some((line) => line.startsWith(title))).toBe(true);
  });
});

test("a gate of load lines shows the rates between which each line lies, and what they are of", () => {
  const text = textOf(PAGES["of load lines"] ?? "");
  expect(text).toContain("load lines of p99<=50ms");
  expect(text).toContain("100.0/s to 102.0/s → below 1.20/s");
  expect(text).toContain("missing: no load was shown to miss on the candidate");
  expect(text).toContain(
    "each line is searched from the same rate on both sides, in steps of at most 2.5 % at its end",
  );
  expect(text).not.toContain("closed loop");
});

test("a server's text is text, and never markup", async () => {
  const evil = "<img src=x onerror=alert(1)>";
  const [first] = pairsOf(1);
  if (first === undefined) throw new Error("there are pairs");
  const target = { ...first.candidate.target, server: evil };
  const gate = gateOf([{ ...first, candidate: { ...first.candidate, target } }]);
  expect(await renderGateReport(gate)).not.toContain("<img src=x");
});
