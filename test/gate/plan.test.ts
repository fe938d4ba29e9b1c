import { expect, test } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import { judgeMetrics } from "../../src/gate/judge.ts";
import { fewestPairs, looksAt } from "../../src/gate/looks.ts";
import type { GateMetric } from "../../src/gate/metric.ts";
import { metricsOf, parseMetric } from "../../src/gate/parse-metric.ts";
import { detectableDifference, noiseOf, pairsThatDecide } from "../../src/gate/power.ts";
import { latencyFigure } from "../../src/result/latency-figures.ts";

const METRIC: GateMetric = { figure: latencyFigure("response", "p99"), tolerance: 0.02 };

test.each([
  [7, 7, [7]],
  [7, 14, [7, 14]],
  [7, 28, [7, 14, 28]],
])("%i to %i pairs are looked at after %j", (pairs, maxPairs, looks) => {
  expect(looksAt(pairs, maxPairs)).toEqual(looks);
});

// capacity.md D.4: m = 1 → 5 (7 at α = 0.01); 4 → 7; 12 → 8; 60 → 11, with one look.
test.each([
  [0.05, 1, 1, 5],
  [0.01, 1, 1, 7],
  [0.05, 1, 4, 7],
  [0.05, 1, 12, 8],
  [0.05, 1, 60, 11],
  [0.05, 2, 3, 7],
])("alpha %f over %i looks and %i metrics needs %i pairs", (alpha, looks, metrics, pairs) => {
  expect(fewestPairs(alpha, looks, metrics)).toBe(pairs);
});

test("so many pairs that all say the same can fail, and one fewer cannot", () => {
  for (const metrics of [1, 3, 12]) {
    const fewest = fewestPairs(0.05, 2, metrics);
    const fails = (pairs: number) =>
      judgeMetrics(
        Array.from({ length: metrics }, () => ({
          metric: METRIC,
          pairs: Array.from({ length: pairs }, (_, i) => ({
            difference: 1 + i / 100,
            mayPass: true,
            absent: null,
            control: null,
          })),
        })),
        0.025,
      ).map(({ answer }) => answer);
    expect(fails(fewest)).not.toContain("inconclusive");
    expect(fails(fewest - 1)[0]).toBe("inconclusive");
  }
});

test("the least detectable difference is that of the reference: 2 % from run to run, 10 pairs, alpha 1 %: 3.4 % above 0", () => {
  // capacity.md D.4: σ_w = 2 %, so that differences of pairs have √2 · 2 %.
  const detectable = detectableDifference(METRIC, 0.02 * Math.SQRT2, 10, 0.01);
  expect(detectable).toBeCloseTo(0.034, 3);
});

test("a candidate that is worse by the least detectable difference fails in about four of five gates", () => {
  const rng = createRng(1, "power");
  const noise = 0.03;
  const worse = detectableDifference(METRIC, noise, 12, 0.05);
  const fails = Array.from({ length: 1000 }, () => {
    const pairs = Array.from({ length: 12 }, () => ({
      difference: worse + noise * normal(rng),
      mayPass: true,
      absent: null,
      control: null,
    }));
    return judgeMetrics([{ metric: METRIC, pairs }], 0.05)[0]?.answer === "fail";
  }).filter(Boolean).length;
  expect(fails / 1000).toBeGreaterThan(0.72);
  expect(fails / 1000).toBeLessThan(0.9);
});

test("noise is the standard deviation from pair to pair; fewer than two pairs have none", () => {
  expect(noiseOf([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(5 / 3), 12);
  expect(noiseOf([1])).toBeNull();
});

test("more noise takes more pairs to decide, and at the tolerance itself none would", () => {
  const open = (estimate: number) => ({ estimate, lowError: 0.05, highError: 0.05 });
  const pairs = [0.01, 0.02, 0.04].map((noise) => pairsThatDecide(METRIC, open(0.005), noise, 5) ?? 999);
  expect(pairs).toEqual(pairs.toSorted((a, b) => a - b));
  expect(pairs[0]).toBeLessThan(pairs[2] ?? 0);
  expect(pairsThatDecide(METRIC, open(0.2), 0.01, 7)).toBe(7);
  expect(pairsThatDecide(METRIC, open(Math.log1p(0.02)), 0.01, 5)).toBeNull();
  expect(pairsThatDecide(METRIC, open(0.0199), 0.5, 5)).toBeNull();
  expect(pairsThatDecide(METRIC, { ...open(0), estimate: null }, 0.01, 5)).toBeNull();
});

test("metrics are figures with a better direction, each with its own tolerance or the usual one", () => {
  expect(parseMetric("p99")).toMatchObject({ figure: { id: "p99" }, tolerance: null });
  expect(parseMetric("ttft.p50:10%")).toMatchObject({ figure: { id: "ttft.p50" }, tolerance: 0.1 });
  expect(parseMetric("throughput:2%")).toMatchObject({ figure: { better: "higher" }, tolerance: 0.02 });
  expect(parseMetric("troughput")).toEqual({
    problem: '"troughput" is no figure with a better direction; did you mean throughput?',
  });
  expect(parseMetric("inFlight")).toEqual({ problem: "of inFlight neither more nor less is better" });
  expect(parseMetric("sendLag.p99")).toEqual({
    problem: "sendLag.p99 is about the load generator, not the server",
  });
  expect(parseMetric("p99:fast")).toEqual({ problem: '"fast" is no tolerance: write p99:3%' });
});

test("failed requests are always judged, or a server that fails fast would look like a fast one", () => {
  const p50 = parseMetric("p50");
  const errors = parseMetric("errors:1%");
  if ("problem" in p50 || "problem" in errors) throw new Error("they are metrics");
  expect(metricsOf([p50], 0.05).map(({ figure, tolerance }) => [figure.id, tolerance])).toEqual([
    ["p50", 0.05],
    ["errors", 0.001],
  ]);
  expect(metricsOf([errors], 0.05).map(({ figure, tolerance }) => [figure.id, tolerance])).toEqual([
    ["errors", 0.01],
  ]);
});
