import { describe, expect, it } from "vitest";
import { leaders } from "../../../src/report/sweep/leaders.ts";
import { listNotes } from "../../../src/report/sweep/list-notes.ts";
import { bestSection } from "../../../src/report/sweep/sections/best.ts";
import { pointsSection } from "../../../src/report/sweep/sections/points.ts";
import { renderSweepSummary } from "../../../src/report/sweep/text.ts";
import type { PointSummary, SweepResult } from "../../../src/result/sweep-result.ts";
import { pointWords } from "../../../src/sweep/point-words.ts";
import { sweepResult } from "./fixture.ts";

const SWEEP = sweepResult();
const isBest = ({ point }: PointSummary) => JSON.stringify(point) === JSON.stringify(SWEEP.best?.point);

/** The sweep with other figures of some points. */
const sweepWith = (change: (summary: PointSummary) => Partial<PointSummary>): SweepResult => ({
  ...SWEEP,
  points: SWEEP.points.map((summary) => ({ ...summary, ...change(summary) })),
});
const said = (result: SweepResult) => renderSweepSummary(result, { colour: false }).replaceAll(/\s+/g, " ");

describe("a list in which the best was measured again and others look better", () => {
  // The best turned out dearer than its siblings of other loads were when they were picked.
  const confirmed = sweepWith((summary) =>
    isBest(summary)
      ? { confirmed: 3, costPerMillionInferences: 1.5 * (summary.costPerMillionInferences ?? 0) }
      : {},
  );

  it("begins with the best, marks the others, and says why that contradicts nothing", () => {
    const shown = leaders(confirmed);
    expect(shown[0]?.point).toEqual(SWEEP.best?.point);
    expect(shown[1]?.costPerMillionInferences).toBeLessThan(shown[0]?.costPerMillionInferences ?? 0);
    const why = /as picked: not measured again; .* better than the best's own does not show a better point/;
    expect(listNotes(confirmed, shown)).toEqual([expect.stringMatching(why)]);
    expect(said(confirmed)).toMatch(why);
    expect(said(confirmed)).toContain(`${pointWords(shown[1]?.point ?? {})} (as picked)`);
    expect(bestSection(confirmed).text).toMatch(
      /as picked: not measured again; .* does not show a better point/,
    );
  });

  it("says only that such figures are too high where none looks better", () => {
    const ahead = sweepWith((summary) =>
      isBest(summary) ? { confirmed: 3, costPerMillionInferences: 1e-6 } : {},
    );
    expect(listNotes(ahead, leaders(ahead))).toEqual([
      "as picked: not measured again; the highest of such figures are too high",
    ]);
  });

  it("says nothing where nothing was measured again", () => {
    expect(listNotes(SWEEP, leaders(SWEEP))).toEqual([]);
  });
});

describe("latencies that lateness spoils", () => {
  const spoiled = sweepWith((summary) => (isBest(summary) ? { spoiled: ["p50"] } : {}));

  it("have a sign in every table, which is explained below it", () => {
    const legend = /\* lateness of the generator or its machine is more of it than --lateness allows/;
    expect(said(spoiled)).toMatch(legend);
    expect(said(spoiled)).toMatch(/1 \S.* [\d.,]+\* +[\d.,]+ /);
    for (const section of [bestSection(spoiled), pointsSection(spoiled)]) {
      expect(section.text).toMatch(legend);
      expect(section.text).toMatch(/[\d ms]\*</);
    }
    expect(said(SWEEP)).not.toMatch(legend);
  });
});
