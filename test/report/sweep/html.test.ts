import { beforeAll, describe, expect, test } from "vitest";
import { MOST_BYTES } from "../../../src/report/page/raw-data.ts";
import { renderSweepReport } from "../../../src/report/sweep/html.ts";
import { type SweepResult, sweepResultSchema } from "../../../src/result/sweep-result.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { embedded, textOf } from "../page-text.ts";
import {
  adaptiveSweep,
  BROKEN_INT8,
  bareSweep,
  emptySweep,
  invalidSweep,
  lengthsSweep,
  SYNTHETIC,
  sweepResult,
} from "./fixture.ts";

const SWEEPS: Readonly<Record<string, SweepResult>> = {
  full: deepFreeze(sweepResult()),
  broken: deepFreeze(sweepResult({ accuracy: BROKEN_INT8 })),
  synthetic: deepFreeze(sweepResult({ accuracy: SYNTHETIC })),
  adaptive: deepFreeze(adaptiveSweep()),
  lengths: deepFreeze(lengthsSweep()),
  bare: deepFreeze(bareSweep()),
  invalid: deepFreeze(invalidSweep()),
  empty: deepFreeze(emptySweep()),
};
const PAGES: Record<string, string> = {};
const text = (sweep: string) => textOf(PAGES[sweep] ?? "");

beforeAll(async () => {
  for (const [name, result] of Object.entries(SWEEPS)) PAGES[name] = await renderSweepReport(result);
});

describe.each(Object.keys(SWEEPS))("the report of a %s sweep", (name) => {
  const result = SWEEPS[name] as SweepResult;
  const page = () => PAGES[name] ?? "";

  test("needs nothing outside itself", () => {
    expect(page()).not.toMatch(/(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i);
    expect(page()).not.toMatch(/@import|url\(\s*["']?(?!#)/i);
    expect(page().match(/<script\b[^>]*>/g)).toEqual([
      '<script type="application/json" id="plimsoll-result">',
    ]);
    expect(page()).toContain("default-src &#39;none&#39;");
  });

  test("is below one megabyte and holds the result itself", () => {
    expect(new TextEncoder().encode(page()).length).toBeLessThan(MOST_BYTES);
    expect(embedded(page())).toEqual(result);
    expect(sweepResultSchema.safeParse(embedded(page())).success).toBe(true);
  });

  test("gives the verdict and the answer before anything else", () => {
    const verdict = result.partial ? "PARTIAL" : result.best === null ? "NOT FOUND" : "FOUND";
    const body = textOf(page().slice(page().indexOf("<main>"))).trim();
    expect(body.startsWith(`${verdict} `)).toBe(true);
    expect(body.indexOf(result.answer)).toBeGreaterThan(0);
    expect(body.indexOf(result.answer)).toBeLessThan(200);
  });

  test("has no value that is none", () => {
    expect(text(name)).not.toMatch(/NaN|undefined|\bnull\b|Infinity|\[object/);
  });

  test("says how to repeat it and where it was measured", () => {
    expect(text(name)).toContain("plimsoll sweep --slo 'p95<=50ms'");
    expect(text(name)).toContain(result.search.stopReason);
    for (const value of Object.values(result.environment)) expect(text(name)).toContain(value);
  });
});

test("the table of all points has a row for each, in the order of the grid, whatever that of the runs", async () => {
  const { points } = SWEEPS.full as SweepResult;
  const page = await renderSweepReport({ ...(SWEEPS.full as SweepResult), points: points.toReversed() });
  const rows = /<table class="points">.*?<tbody>(.*?)<\/tbody>/s.exec(page)?.[1]?.split("</tr>") ?? [];
  expect(rows.filter((row) => row.includes("<tr>"))).toHaveLength(90);
  const cells = rows.map((row) => textOf(row).trim().split(" ").slice(0, 3).join(" "));
  expect([cells[0], cells[1], cells[5], cells[30], cells[89]]).toEqual([
    "fp32 1 1",
    "fp32 1 2",
    "fp32 2 1",
    "fp16 1 1",
    "int8 32 16",
  ]);
});

test("a variant that fails its level leads no table, and is named", () => {
  const leaders = /<section id="best">.*?<\/section>/s.exec(PAGES.broken ?? "")?.[0] ?? "";
  expect(leaders).toContain("fp32");
  expect(leaders).not.toContain("int8");
  expect(text("broken")).toContain("Never recommended here: int8 has less than 99 % of fp32's accuracy");
  expect(text("broken")).toContain("✗ fail");
});

test("made-up weights: fidelity is told, rightness is not", () => {
  expect(text("synthetic")).toContain("numerical fidelity");
  expect(text("synthetic")).not.toMatch(/McNemar|Lost and won|✓ pass/);
});

test("axes that differ in nothing else are told with their pairs; those without any are left out", () => {
  expect(text("full")).toMatch(/precision fp32 1 — fp16 0\.7\d+ .* 30 int8 1\.\d+ .* 30/);
  expect(PAGES.bare).not.toContain('id="effects"');
});

test("each reason why the law was not fitted stands once, with all its configurations", () => {
  const { knees } = SWEEPS.lengths as SweepResult;
  const reasons = new Set(knees.flatMap(({ absent }) => absent ?? []));
  expect(reasons.size).toBeGreaterThan(0);
  for (const reason of reasons) expect(text("lengths").split(reason)).toHaveLength(2);
});

test("the spread of lengths has its section where it was swept, and only there", () => {
  expect(text("lengths")).toContain("What unequal lengths cost");
  expect(text("full")).not.toContain("What unequal lengths cost");
});

test("an example price is said to be one, and a given one is not", async () => {
  expect(text("full")).toContain("Example price.");
  const result = SWEEPS.full as SweepResult;
  const price = { ...result.price, pricePerHour: 1.2, isExample: false, source: "given with --price" };
  expect(textOf(await renderSweepReport({ ...result, price }))).not.toContain("Example price.");
});

test("text of a server stays text", async () => {
  const result = SWEEPS.bare as SweepResult;
  const hostile = "</script><script>alert(1)</script><img src=x>";
  const page = await renderSweepReport({
    ...result,
    answer: hostile,
    target: { ...result.target, model: hostile, server: hostile },
  });
  expect(page.match(/<script\b/g)).toHaveLength(1);
  expect(page).not.toContain("<img");
});

test("a sweep too large for one file leaves out its runs, and says so", async () => {
  const result = SWEEPS.bare as SweepResult;
  const [measure] = result.measures;
  if (measure === undefined) throw new Error("the fixture has a measure");
  const measures = Array.from({ length: 4000 }, () => measure);
  const page = await renderSweepReport({ ...result, measures });
  expect(new TextEncoder().encode(page).length).toBeLessThan(MOST_BYTES);
  expect(textOf(page)).toContain("Left out for size: measures");
});
