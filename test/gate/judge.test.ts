import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import { answerOfAll } from "../../src/gate/answer.ts";
import type { Evidence } from "../../src/gate/evidence.ts";
import { holmErrors, judgeMetrics } from "../../src/gate/judge.ts";
import { type GateMetric, toleratedDifference, worseningOf } from "../../src/gate/metric.ts";
import { judgeAt, nextLook } from "../../src/gate/next-look.ts";
import { RUN_FIGURES } from "../../src/result/figures.ts";
import { latencyFigure } from "../../src/result/latency-figures.ts";

const P50: GateMetric = { figure: latencyFigure("response", "p50"), tolerance: 0.05 };
const P95: GateMetric = { figure: latencyFigure("response", "p95"), tolerance: 0.05 };
const ERRORS: GateMetric = { figure: RUN_FIGURES.errors, tolerance: 0.001 };
const MISSING: Evidence = { difference: null, mayPass: false, absent: null, control: null };

const shown = (difference: number): Evidence => ({ difference, mayPass: true, absent: null, control: null });

function judge(metric: GateMetric, pairs: readonly Evidence[], error = 0.05) {
  const [judged] = judgeMetrics([{ metric, pairs }], error);
  if (judged === undefined) throw new Error("nothing was judged");
  return judged;
}

/** Differences near a worsening, no two alike. */
const around = (worsening: number, pairs = 7) =>
  Array.from({ length: pairs }, (_, i) => shown(Math.log1p(worsening) + 0.002 * (i - (pairs - 1) / 2)));

test("bounds and estimate are those of a worked example", () => {
  // Hollander, Wolfe & Chicken 2014, examples 3.1, 3.3 and 3.4 (Salsburg 1970, depression under a tranquilizer): nine patients, estimate
  // −0.46, and an interval from −0.786 to −0.010 whose bounds have an error of 0.020 each.
  const differences = [-0.952, 0.147, -1.022, -0.43, -0.62, -0.59, -0.49, 0.08, -0.01];
  const { estimate, high, low, p } = judge(P50, differences.map(shown), 0.02);
  expect(estimate).toBeCloseTo(-0.46, 3);
  expect(high).toBeCloseTo(-0.01, 3);
  expect(low).toBeCloseTo(-0.786, 3);
  // Their test of an improvement has T⁺ = 5, P = 0.0195; that of a worsening has P(W ≥ 5).
  expect(p).toBeCloseTo(1 - 0.0137, 3);
});

test.each([
  ["much slower", around(0.2), "fail"],
  ["slower by less than is tolerated", around(0.03), "pass"],
  ["alike", around(0), "pass"],
  ["faster", around(-0.3), "pass"],
  ["at the tolerance", around(0.05), "inconclusive"],
  ["now faster, now slower", [0.3, -0.3, 0.2, -0.25, 0.4, -0.1, 0.15].map(shown), "inconclusive"],
  ["no pair at all", [], "error"],
  ["missing pairs alone", new Array(7).fill(MISSING), "error"],
  ["too few pairs, far apart", around(2, 4), "inconclusive"],
  ["too few pairs, alike", around(0, 4), "inconclusive"],
  ["no two pairs differ", new Array(7).fill(shown(0)), "inconclusive"],
  ["one of seven missing, alike", [...around(0, 6), MISSING], "inconclusive"],
  ["one of twelve missing, alike", [...around(0, 11), MISSING], "pass"],
  ["one of twelve missing, slower", [...around(0.2, 11), MISSING], "fail"],
  [
    "an overloaded candidate that seems fast",
    around(-0.2).map((one) => ({ ...one, mayPass: false })),
    "inconclusive",
  ],
  ["an overloaded candidate", around(0.5).map((one) => ({ ...one, mayPass: false })), "fail"],
] as const)("%s", (_, pairs, answer) => {
  expect(judge(P50, pairs).answer).toBe(answer);
});

test("shares that are 0 in every run pass, and failures in every pair of the candidate fail", () => {
  expect(judge(ERRORS, new Array(7).fill(shown(0))).answer).toBe("pass");
  expect(judge(ERRORS, new Array(7).fill(shown(0.01))).answer).toBe("fail");
  expect(judge(ERRORS, [...new Array(6).fill(shown(0)), shown(0.02)]).answer).toBe("inconclusive");
});

test("Holm: the smallest p at error/m, then on; those that do not fail are held against the step that ended it", () => {
  expect(holmErrors([0.01, 0.04, 0.02], 0.05)).toEqual([0.05 / 3, 0.05, 0.025]);
  // The second step fails (0.03 > 0.025), so that 0.04 is not tested at 0.05, which it would pass.
  expect(holmErrors([0.01, 0.04, 0.03], 0.05)).toEqual([0.05 / 3, 0.025, 0.025]);
  expect(holmErrors([], 0.05)).toEqual([]);
});

const differences = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), {
  minLength: 5,
  maxLength: 15,
});

test("exchanged sides mirror: the estimate turns its sign, and the bounds exchange their places", () => {
  fc.assert(
    fc.property(differences, (all) => {
      const one = judge(P50, all.map(shown));
      const other = judge(P50, all.map((difference) => shown(-difference)).reverse());
      expect(other.estimate).toBeCloseTo(-(one.estimate ?? 0), 12);
      if (Number.isFinite(one.low)) expect(other.high).toBeCloseTo(-one.low, 12);
      if (Number.isFinite(one.high)) expect(other.low).toBeCloseTo(-one.high, 12);
      expect(one.answer === "fail" && other.answer === "fail").toBe(false);
    }),
    { numRuns: 100 },
  );
});

test("a worse pair never turns a failure into something better, nor anything into a pass", () => {
  const order = ["pass", "inconclusive", "fail"];
  fc.assert(
    fc.property(differences, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (all, at, by) => {
      const worse = all.with(at % all.length, (all[at % all.length] ?? 0) + by);
      const before = order.indexOf(judge(P50, all.map(shown)).answer);
      expect(order.indexOf(judge(P50, worse.map(shown)).answer)).toBeGreaterThanOrEqual(before);
    }),
    { numRuns: 200 },
  );
});

test("a pair that goes missing, or comes as a missing one, never makes a pass, nor raises the lower bound", () => {
  fc.assert(
    fc.property(differences, fc.nat(), (all, at) => {
      const pairs = all.map(shown);
      const before = judge(P50, pairs);
      for (const other of [pairs.with(at % all.length, MISSING), [...pairs, MISSING]]) {
        const after = judge(P50, other);
        if (before.answer !== "pass") expect(after.answer).not.toBe("pass");
        expect(after.high).toBeGreaterThanOrEqual(before.high);
      }
      expect(judge(P50, pairs.with(at % all.length, MISSING)).low).toBeLessThanOrEqual(before.low);
    }),
    { numRuns: 100 },
  );
});

test("an answer and its bounds agree, at the error that Holm leaves the metric", () => {
  fc.assert(
    fc.property(differences, differences, (first, second) => {
      const pairs = Math.min(first.length, second.length);
      const evidence = [
        { metric: P50, pairs: first.slice(0, pairs).map(shown) },
        { metric: P95, pairs: second.slice(0, pairs).map(shown) },
      ];
      for (const { p, low, lowError } of judgeMetrics(evidence, 0.05)) expect(low > 0).toBe(p <= lowError);
    }),
    { numRuns: 200 },
  );
});

test("one metric that fails decides, and a gate without a metric or data does not pass", () => {
  expect(answerOfAll(["pass", "error", "fail"])).toBe("fail");
  expect(answerOfAll(["pass", "error", "inconclusive"])).toBe("error");
  expect(answerOfAll(["pass", "inconclusive"])).toBe("inconclusive");
  expect(answerOfAll(["pass", "pass"])).toBe("pass");
  expect(answerOfAll([])).toBe("error");
});

const PLAN = { looks: [7, 14], alpha: 0.05 };

/** A whole gate over made-up differences; returns its answer. */
function gateOver(differenceOf: () => readonly number[], metrics: readonly GateMetric[]) {
  const evidence = metrics.map((metric) => ({ metric, pairs: [] as Evidence[] }));
  let measured = 0;
  for (let next = nextLook(PLAN, evidence); next !== null; next = nextLook(PLAN, evidence))
    for (; measured < next; measured++) {
      const differences = differenceOf();
      for (const [i, { pairs }] of evidence.entries()) pairs.push(shown(differences[i] ?? 0));
    }
  return { answer: answerOfAll(judgeAt(PLAN, evidence).map(({ answer }) => answer)), pairs: measured };
}

test("gates of two sides that are alike fail in at most 5 %, over both looks and three metrics, with heavy tails too", () => {
  const tolerant = { ...P50, tolerance: 0 }; // so that the tolerance does not hide false alarms
  for (const tail of [0, 0.3]) {
    const rng = createRng(1, `alike ${tail}`);
    const noise = () => 0.02 * normal(rng) + (rng() < 0.1 ? tail * (rng() - 0.5) : 0);
    const fails = Array.from(
      { length: 500 },
      () => gateOver(() => [noise(), noise(), noise()], [tolerant, tolerant, tolerant]).answer,
    ).filter((answer) => answer === "fail").length;
    // 5 % of 500, and three standard deviations more.
    expect(fails).toBeLessThanOrEqual(25 + 3 * Math.sqrt(500 * 0.05 * 0.95));
    expect(fails).toBeGreaterThan(0);
  }
});

test("gates of a candidate that is worse by just the tolerance pass in at most 5 %; far worse ones fail", () => {
  const rng = createRng(2, "at the tolerance");
  const gates = (worsening: number) =>
    Array.from(
      { length: 1000 },
      () => gateOver(() => [Math.log1p(worsening) + 0.03 * normal(rng)], [P50]).answer,
    );
  const share = (answers: readonly string[], wanted: string) =>
    answers.filter((answer) => answer === wanted).length / answers.length;
  expect(share(gates(0.05), "pass")).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 1000));
  expect(share(gates(0.2), "fail")).toBeGreaterThan(0.99);
});

test("a gate looks at its looks, ends when decided, and measures nothing more for a figure that is not there", () => {
  const at = (pairs: readonly Evidence[]) => nextLook(PLAN, [{ metric: P50, pairs }]);
  expect(at([])).toBe(7);
  expect(at(around(0.05, 5))).toBe(7);
  expect(at(around(0, 7))).toBeNull();
  expect(at(around(0.05, 7))).toBe(14);
  expect(at(around(0, 9))).toBe(14);
  expect(at(around(0.05, 14))).toBeNull();
  expect(at([{ ...MISSING, absent: "there is none" }])).toBeNull();
  expect(at([MISSING])).toBe(7);
});

test("a tolerance is a share of the baseline's value, whichever direction is the better one", () => {
  const throughput = { figure: RUN_FIGURES.throughput, tolerance: 0.05 };
  // 95 of 100 requests a second are 5 % less.
  expect(toleratedDifference(throughput)).toBeCloseTo(Math.log(100 / 95), 12);
  expect(worseningOf(throughput.figure, Math.log(100 / 95))).toBeCloseTo(0.05, 12);
  expect(worseningOf(throughput.figure, Math.log(100 / 110))).toBeCloseTo(-0.1, 12);
  expect(toleratedDifference(P50)).toBeCloseTo(Math.log(1.05), 12);
  expect(worseningOf(P50.figure, Math.log(1.2))).toBeCloseTo(0.2, 12);
  expect(toleratedDifference(ERRORS)).toBe(0.001);
  expect(toleratedDifference({ ...throughput, tolerance: 1 })).toBe(Number.POSITIVE_INFINITY);
});
