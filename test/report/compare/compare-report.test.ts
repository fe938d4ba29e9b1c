import { describe, expect, test } from "vitest";
import { compareSides } from "../../../src/compare/compare-sides.ts";
import { COMPARE_EXPORTS } from "../../../src/compare/exports/index.ts";
import type { GivenSide } from "../../../src/compare/side.ts";
import { COMPARE_CHARTS } from "../../../src/report/compare/charts/index.ts";
import type { DrawnComparison } from "../../../src/report/compare/drawn.ts";
import { renderComparisonReport } from "../../../src/report/compare/html.ts";
import { renderComparison } from "../../../src/report/compare/text.ts";
import { noisyRuns, numberedRun, sideOf } from "../../compare/fixture.ts";
import { gateOf, pairsOf, spoiledRun } from "../../gate/fixture.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { embedded, textOf } from "../page-text.ts";

const drawn = (...sides: GivenSide[]): DrawnComparison => deepFreeze(compareSides(sides, null, "0.0.0"));
const evil = "<img src=x onerror=alert(1)>";
const COMPARISONS: Readonly<Record<string, DrawnComparison>> = {
  repeated: drawn(sideOf("old", noisyRuns(1, 4)), sideOf("new", noisyRuns(1.2, 4))),
  single: drawn(sideOf("old", [numberedRun(1, 1)]), sideOf("new", [numberedRun(1.2, 2)])),
  five: drawn(...[1, 2, 3, 4, 5].map((i) => sideOf(`side-${i}`, [numberedRun(i, i)]))),
  invalid: drawn(sideOf("old", [numberedRun(1, 1)]), sideOf("new", [spoiledRun()])),
  gates: drawn(sideOf("old", [gateOf(pairsOf(1))]), sideOf("new", [gateOf(pairsOf(1.4))])),
  hostile: drawn(
    sideOf(evil, [numberedRun(1, 1)]),
    sideOf("b|`c`", [numberedRun(1, 2, { environment: { cpu: `${evil} | x` } })]),
  ),
};

describe.each(Object.entries(COMPARISONS))("the comparison that is %s", (_, one) => {
  const { comparison } = one;

  test("is a page of its own that says the sentence first, and holds the comparison", async () => {
    const page = await renderComparisonReport(one);
    expect(page).not.toMatch(/(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i);
    expect(page).not.toContain("<img src=x");
    const body = textOf(page.slice(page.indexOf("<main>")));
    expect(body).toContain(comparison.sentence);
    expect(body).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
    expect(body.indexOf(comparison.sentence)).toBeLessThan(body.indexOf("Figures") >>> 0);
    expect(embedded(page)).toEqual(JSON.parse(JSON.stringify(comparison)));
  });

  test("fits into a terminal, sentence first", () => {
    const lines = renderComparison(comparison, { colour: false }).split("\n");
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.join(" ")).toContain(comparison.sentence.slice(0, 60));
    expect(lines.join("\n")).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
  });

  test.each(Object.entries(COMPARE_EXPORTS))("as %s has every side, and no hole", (_name, { render }) => {
    const text = render(comparison);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).not.toContain("| <img");
    for (const { letter } of comparison.sides) expect(text).toMatch(new RegExp(`\\b${letter}\\b`));
  });

  test.each(Object.values(COMPARE_CHARTS).map((chart) => [chart.id, chart] as const))(
    "draws %s, or says why not",
    (_id, chart) => {
      const spec = chart.spec(one, { width: 346 });
      if (spec.kind === "no-data") expect(spec.reason).not.toBe("");
      else expect(JSON.stringify(spec)).not.toMatch(/undefined|NaN/);
      expect(chart.caption(one)).toMatch(/\.$/);
    },
  );
});

test("the CSV has a line for each figure of each side", () => {
  const { comparison } = COMPARISONS.repeated as DrawnComparison;
  const lines = COMPARE_EXPORTS.csv.render(comparison).trim().split("\r\n");
  expect(lines).toHaveLength(1 + comparison.rows.length * 2);
  const p99 = comparison.rows.find(({ figure }) => figure.id === "p99");
  expect(lines).toContain(
    `p99,p99,ms,lower,B,new,${p99?.sides[1]?.value},${p99?.sides[1]?.least},${p99?.sides[1]?.most},4,${p99?.changes[0]?.change},${p99?.changes[0]?.interval?.low},${p99?.changes[0]?.interval?.high}`,
  );
});

test("only four sides are drawn over each other, and which are not is said", () => {
  expect(COMPARE_CHARTS.percentiles.caption(COMPARISONS.five as DrawnComparison)).toContain("Not drawn: E.");
});
