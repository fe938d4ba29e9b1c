import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import { evidenceOfAll } from "../../src/gate/assemble-gate.ts";
import { GATE_EXPORTS } from "../../src/gate/exports/index.ts";
import { evidenceOfLine } from "../../src/gate/load-line.ts";
import { judgeAt, nextLook } from "../../src/gate/next-look.ts";
import { parseMetric } from "../../src/gate/parse-metric.ts";
import { readDocument } from "../../src/result/document.ts";
import { gateResultSchema } from "../../src/result/gate-result.ts";
import { type Interval, lineGateOf, lineMetrics, searchedPair, searchesOf } from "./fixture.ts";

const gateOfIntervals = (of: (i: number) => readonly [Interval, Interval], pairs = 7) =>
  lineGateOf(Array.from({ length: pairs }, (_, i) => searchedPair(...of(i), i)));
/** A line that is known to 2 %, and differs a little from pair to pair. */
const near = (perSec: number, i: number): Interval => [
  perSec * (1 + 0.004 * Math.sin(i)),
  perSec * (1 + 0.004 * Math.sin(i)) * 1.02,
];

const [METRIC] = lineMetrics();

describe("a gate of load lines", () => {
  test("passes where the largest difference that the intervals allow is within the tolerance, and its document is read as it was written", () => {
    const gate = gateOfIntervals((i) => [near(100, i), near(100, i + 1)]);
    expect(gate.verdict.answer).toBe("pass");
    const [line] = gate.metrics;
    expect(line).toMatchObject({ figure: "loadLine", unit: "perSec", better: "higher", compared: "ratio" });
    expect(line?.high).toBeGreaterThan(0.015);
    expect(line?.high).toBeLessThan(0.05);
    expect(gate.pairs[0]?.baseline.search?.lines.loadLine).toEqual({
      state: "found",
      low: 100,
      next: 102,
      high: 102,
    });
    expect(gate.load.plannedPerSec).toBeNull();
    expect(gateResultSchema.parse(gate)).toEqual(gate);
    expect(readDocument(JSON.parse(JSON.stringify(gate)))).toEqual(gate);
  });

  test("fails where the candidate's line is lower, by the share that it is lower by", () => {
    const gate = gateOfIntervals((i) => [near(100, i), near(50, i + 1)]);
    expect(gate.verdict.answer).toBe("fail");
    expect(gate.metrics[0]?.worsening).toBeCloseTo(0.5, 2);
    expect(gate.verdict.sentence).toMatch(/^The candidate is worse: load line is 50 % worse \(/);
  });

  test("passes where the candidate's line is higher", () => {
    expect(gateOfIntervals((i) => [near(50, i), near(100, i)]).verdict.answer).toBe("pass");
  });

  test("is open, and says why, where the steps of the searches are too wide to tell", () => {
    const wide: Interval = [100, 120];
    const gate = gateOfIntervals(() => [wide, wide]);
    expect(gate.verdict.answer).toBe("inconclusive");
    expect(gate.metrics[0]?.note).toContain("ended with rates that are 20 % apart, so that it cannot pass");
    expect(gate.metrics[0]?.decidingPairs).toBeNull();
  });

  test("passes where only loads that decide nothing make the intervals wide, since fresh seeds repeat what is left to chance", () => {
    const gate = gateOfIntervals((i) => [
      [100 + i, 130, 102 + i],
      [100 + i, 140, 102 + i],
    ]);
    expect(gate.verdict.answer).toBe("pass");
  });

  test("fails where no load is shown to hold on the candidate: its line is below the lowest one that was tried", () => {
    const gate = gateOfIntervals((i) => [near(100, i), [null, 1]]);
    expect(gate.verdict.answer).toBe("fail");
    expect(gate.metrics[0]?.worsening).toBeCloseTo(0.99, 3);
    expect(gate.metrics[0]?.candidate).toBeNull();
    expect(gate.verdict.sentence).toContain("in 7 of 7 pairs no load was shown to hold on the candidate");
    expect(gate.pairs.every(({ missing }) => missing === null)).toBe(true);
  });

  test.each<[string, Interval, Interval, RegExp]>([
    ["no load misses on the baseline", [100, null], [100, 102], /no load was shown to miss on the baseline/],
    [
      "no load misses on the candidate",
      [100, 102],
      [100, null],
      /no load was shown to miss on the candidate/,
    ],
    ["the baseline shows nothing", [null, null], [100, 102], /no load was shown to hold on the baseline/],
    ["the candidate shows nothing", [100, 102], [null, null], /no load was shown to hold on the candidate/],
    ["the baseline misses at every load", [null, 1], [100, 102], /the baseline misses at the lowest load/],
    ["both miss at every load", [null, 1], [null, 1], /the baseline misses at the lowest load/],
  ])("never passes, and does not fail, where %s", (_, baseline, candidate, why) => {
    const all = gateOfIntervals(() => [baseline, candidate]);
    expect(all.verdict.answer).toBe("error");
    expect(all.verdict.sentence).toMatch(why);
    const some = gateOfIntervals((i) => (i < 3 ? [baseline, candidate] : [near(100, i), near(100, i)]));
    expect(some.verdict.answer).toBe("inconclusive");
    expect(some.pairs[0]?.missing).toMatch(why);
  });

  test("ends after one pair whose baseline holds at no load: further ones will hardly do", () => {
    const next = (baseline: Interval) =>
      nextLook({ looks: [7, 14], alpha: 0.05 }, evidenceOfAll([METRIC], [searchedPair(baseline, [90, 92])]));
    expect(next([null, 1])).toBeNull();
    expect(next([100, null])).toBe(7);
  });

  test("with sides that are alike fails in no more than alpha of cases, whatever the searches end with", () => {
    const rng = createRng(1, "alike");
    // Both sides draw from one distribution: lines, wide intervals, and searches that find nothing.
    const draw = (): Interval => {
      const low = 100 * (0.8 + 0.4 * rng());
      if (rng() < 0.05) return rng() < 0.5 ? [null, 1] : [low, null];
      return [Math.round(low / 10) * 10, low * 1.2];
    };
    const gates = 400;
    const fails = Array.from({ length: gates }, () => {
      const pairs = Array.from({ length: 7 }, () =>
        evidenceOfLine(METRIC.figure, searchesOf(draw(), draw())),
      );
      const evidence = pairs.map((pair) => ({ ...pair, control: null }));
      const [judged] = judgeAt({ looks: [7], alpha: 0.05 }, [{ metric: METRIC, pairs: evidence }]);
      return judged?.answer === "fail" ? 1 : 0;
    }).reduce<number>((sum, one) => sum + one, 0);
    // 5 % and twice the standard deviation of a count of 400.
    expect(fails).toBeLessThanOrEqual(20 + 9);
    expect(fails).toBeGreaterThan(0);
  });

  test("never passes a candidate that is worse by more than is tolerated, however the steps of its searches lie", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0.051, max: 0.5, noNaN: true }),
        fc.array(fc.tuple(share, share, share, share), { minLength: 7, maxLength: 7 }),
        (worse, ends) => {
          const around = (perSec: number, below: number, above: number): Interval => [
            perSec / (1 + 0.1 * below),
            perSec * (1 + 0.1 * above),
          ];
          const gate = gateOfIntervals((i) => {
            const [a, b, c, d] = ends[i] as [number, number, number, number];
            return [around(100, a, b), around(100 * (1 - worse), c, d)];
          });
          expect(gate.verdict.answer).not.toBe("pass");
        },
      ),
      { numRuns: 40 },
    );
  });

  test("is written for other programs as load lines: Markdown, JUnit and files of trends", () => {
    const gate = gateOfIntervals((i) => [near(100, i), i === 0 ? [null, 1] : near(99, i)]);
    const markdown = GATE_EXPORTS.markdown.render(gate);
    expect(markdown).toContain(
      "7 pairs of searches for the load lines of p99&lt;=50ms, at most 12 probes a search",
    );
    expect(markdown).toContain("100.0/s to 102.0/s → below 1.00/s");
    expect(GATE_EXPORTS.junit.render(gate)).toContain('value="load lines of p99&lt;=50ms"');
    expect(GATE_EXPORTS.junit.render(gate)).toContain('time="840.000"');
    expect(GATE_EXPORTS.bencher.render(gate)).toContain('"load_line_per_sec"');
    expect(JSON.parse(GATE_EXPORTS["benchmark-bigger"].render(gate))).toHaveLength(1);
  });
});

test.each([
  ["loadLine", "loadLine", null],
  ["loadLine:10%", "loadLine", 0.1],
  ["loadLine gold:3%", "loadLine gold", 0.03],
])("%s names a load line", (text, id, tolerance) => {
  expect(parseMetric(text)).toMatchObject({ figure: { id }, isLoadLine: true, tolerance });
});
test("a load line that is spelled otherwise is guessed", () => {
  expect(parseMetric("loadline")).toEqual({
    problem: '"loadline" is no figure with a better direction; did you mean loadLine?',
  });
});
