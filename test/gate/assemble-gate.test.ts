import { expect, test } from "vitest";
import { failingMetrics } from "../../src/gate/assemble-gate.ts";
import { readDocument } from "../../src/result/document.ts";
import { gateResultSchema } from "../../src/result/gate-result.ts";
import { gateOf, metricsNamed, pairOf, pairsOf, runOf, spoiledRun } from "./fixture.ts";

const answersOf = (gate: ReturnType<typeof gateOf>) =>
  Object.fromEntries(gate.metrics.map(({ figure, answer }) => [figure, answer]));

test("a slower candidate fails, with estimate and bounds around what it is slower by, and the document is read as it was written", () => {
  const gate = gateOf(pairsOf(1.2));
  expect(gate.verdict.answer).toBe("fail");
  expect(answersOf(gate)).toEqual({ p50: "fail", p95: "fail", errors: "pass" });
  const [p50] = gate.metrics;
  expect(p50?.worsening).toBeCloseTo(0.2, 2);
  expect(p50?.low).toBeGreaterThan(0.18);
  expect(p50?.high).toBeLessThan(0.22);
  expect(gate.verdict.sentence).toMatch(
    /^The candidate is worse: p50 of the response time is 20 % worse \(1\d(\.\d)? % worse to 21 % worse\), tolerated 5 %; p95 of the response time/,
  );
  expect(gate.pairs).toHaveLength(7);
  expect(gate.pairs[0]?.worsening.p50).toBeCloseTo(1.2 * (1 - 0.012) - 1, 6);
  expect(gateResultSchema.parse(gate)).toEqual(gate);
  expect(readDocument(JSON.parse(JSON.stringify(gate)))).toEqual(gate);
});

test("what would decide an open metric is more pairs than were measured, missing ones too", () => {
  const missing = [4, 5, 6].map((i) => pairOf(spoiledRun(), runOf(1), i));
  const [p50] = gateOf([...pairsOf(1.2, 4), ...missing]).metrics;
  expect(p50).toMatchObject({ answer: "inconclusive", pairs: 4, missing: 3 });
  expect(p50?.decidingPairs).toBeGreaterThan(7);
});

test("exchanged sides: the slower baseline makes the candidate better, and the gate passes", () => {
  const exchanged = pairsOf(1.2).map(({ baseline, candidate, ...rest }) => ({
    ...rest,
    baseline: candidate,
    candidate: baseline,
  }));
  const gate = gateOf(exchanged);
  expect(gate.verdict.answer).toBe("pass");
  expect(gate.metrics[0]?.worsening).toBeCloseTo(1 / 1.2 - 1, 2);
  expect(gate.verdict.sentence).toMatch(
    /^No metric is worse by more than is tolerated: p50 of the response time is 16\.7 % better \(at least 16 % better\), tolerated 5 %; .*; share of requests that failed is no different, tolerated 0\.1 points\.$/,
  );
});

test("a candidate that answers errors faster fails by its errors, and passes by nothing", () => {
  const pairs = pairsOf(0.5).map((pair) => ({
    ...pair,
    candidate: { ...pair.candidate, requests: { ...pair.candidate.requests, scheduled: 1000, failed: 300 } },
  }));
  const gate = gateOf(pairs);
  expect(gate.verdict.answer).toBe("fail");
  expect(answersOf(gate).errors).toBe("fail");
  expect(gate.verdict.sentence).toBe(
    "The candidate is worse: share of requests that failed is 30 points worse (30 points worse at both bounds), tolerated 0.1 points.",
  );
});

test("a spoiled run makes its pair missing, which keeps seven pairs from passing, and says so", () => {
  const [first, ...others] = pairsOf(1);
  if (first === undefined) throw new Error("there are pairs");
  const gate = gateOf([{ ...first, candidate: spoiledRun() }, ...others]);
  expect(gate.verdict.answer).toBe("inconclusive");
  expect(gate.pairs[0]?.missing).toBe("the candidate's run is invalid (machine-stalls)");
  expect(gate.metrics[0]).toMatchObject({ pairs: 6, missing: 1 });
  expect(gate.metrics[0]?.note).toMatch(/^1 of 7 pairs missing, which counts against it/);
  expect(gateOf(pairsOf(1)).verdict.answer).toBe("pass");
});

test("without a valid run, or with a figure that no run has, there are no data", () => {
  const spoiled = Array.from({ length: 7 }, (_, i) => pairOf(spoiledRun(), runOf(1), i));
  const gate = gateOf(spoiled);
  expect(gate.verdict.answer).toBe("error");
  expect(gate.metrics[0]?.note).toBe("the baseline's run is invalid (machine-stalls)");
  const metrics = metricsNamed("ttft.p50");
  const absent = gateOf(pairsOf(1, 1), { metrics });
  expect(absent.verdict.answer).toBe("error");
  expect(absent.verdict.sentence).toBe(
    "There are no data to judge by: p50 of the TTFT has no data (these runs have no such figure).",
  );
});

test("a failure that fresh pairs do not confirm is open; one that they confirm stands", () => {
  const pairs = pairsOf(1.2);
  const confirmed = gateOf(pairs, { confirm: true, confirmation: pairsOf(1.2) });
  expect(confirmed.verdict.answer).toBe("fail");
  expect(confirmed.confirmation?.metrics.map(({ figure }) => figure)).toEqual(["p50", "p95"]);
  const refuted = gateOf(pairs, { confirm: true, confirmation: pairsOf(1) });
  expect(refuted.verdict.answer).toBe("inconclusive");
  expect(answersOf(refuted)).toEqual({ p50: "inconclusive", p95: "inconclusive", errors: "pass" });
  expect(refuted.metrics[0]?.sentence).toContain(
    "which fresh pairs did not confirm (p50 of the response time is",
  );
  expect(refuted.pairs.filter(({ stage }) => stage === "confirmation")).toHaveLength(7);
});

test("the metrics that fail are those that are measured again", () => {
  const metrics = metricsNamed("p50", "p95");
  expect(
    failingMetrics({ looks: [7], alpha: 0.05 }, metrics, pairsOf(1.2)).map(({ figure }) => figure.id),
  ).toEqual(["p50", "p95"]);
  expect(failingMetrics({ looks: [7], alpha: 0.05 }, metrics, pairsOf(1))).toEqual([]);
});

test("of an interrupted gate nothing is claimed, whatever its pairs say", () => {
  const gate = gateOf(pairsOf(1.2), { partial: true });
  expect(gate.verdict).toEqual({
    answer: "inconclusive",
    sentence: "It was interrupted after 7 pairs, before it came to its end.",
  });
  expect(answersOf(gate)).toEqual({ p50: "inconclusive", p95: "inconclusive", errors: "inconclusive" });
  expect(gateOf([], { partial: true }).verdict.answer).toBe("inconclusive");
});

test("what differs between the sides beside their figures is named, and addresses are not", () => {
  const [first] = pairsOf(1);
  if (first === undefined) throw new Error("there are pairs");
  const { target } = first.candidate;
  const other = {
    ...target,
    precision: "int8",
    url: "http://127.0.0.1:9",
    settings: { ...target.settings, instances: "4" },
  };
  const gate = gateOf([{ ...first, candidate: { ...first.candidate, target: other } }]);
  expect(gate.differences).toEqual([
    { what: "precision", baseline: String(target.precision), candidate: "int8" },
    { what: "instances", baseline: target.settings.instances ?? "not told", candidate: "4" },
  ]);
});

/** Pairs whose reference server was so many times as slow beside the candidate. */
function withControl(pairs: ReturnType<typeof pairsOf>, times: number) {
  return pairs.map((pair, i) => ({
    ...pair,
    controlMs: { baseline: 0.04, candidate: 0.04 * times * (1 + 0.001 * Math.sin(i)) },
  }));
}

test("a candidate that is slower where the reference server beside it is slower too is no failure, and that is said", () => {
  const gate = gateOf(withControl(pairsOf(1.2), 1.2));
  expect(gate.verdict.answer).toBe("inconclusive");
  expect(gate.metrics[0]).toMatchObject({ answer: "inconclusive", ofMachine: true, decidingPairs: null });
  expect(gate.verdict.sentence).toContain(
    "; a reference server was 20 % slower beside the candidate too, so it may be the machine",
  );
  expect(gate.control?.slower).toBeCloseTo(0.2, 2);
  expect(gate.control?.low).toBeGreaterThan(0.19);
});

test("a machine that is a little slower does not excuse a candidate that is much slower", () => {
  const gate = gateOf(withControl(pairsOf(1.5), 1.02));
  expect(gate.verdict.answer).toBe("fail");
  expect(gate.metrics[0]).toMatchObject({ answer: "fail", ofMachine: false });
});

test("a candidate that passes only where the machine was faster beside it does not pass", () => {
  const gate = gateOf(withControl(pairsOf(1), 0.9));
  expect(gate.verdict.answer).toBe("inconclusive");
  expect(gate.verdict.sentence).toContain(
    "a reference server was 10 % faster beside the candidate, so the machine may hide that it is worse",
  );
});

test("more failures are more failures on a slow machine too", () => {
  const pairs = withControl(pairsOf(1), 1.2).map((pair) => ({
    ...pair,
    candidate: { ...pair.candidate, requests: { ...pair.candidate.requests, scheduled: 1000, failed: 300 } },
  }));
  expect(answersOf(gateOf(pairs)).errors).toBe("fail");
});

test("the noise of the machine is how much two runs of the reference server differ that follow each other", () => {
  expect(gateOf(pairsOf(1)).control?.noise).toBeCloseTo(0.0137, 3);
  expect(gateOf(pairsOf(1), { controlBeforeMs: [0.04, 0.04] }).control?.noise).toBeNull();
});

test("another machine and other clocks of the GPU on one side are named", () => {
  const [first] = pairsOf(1);
  if (first === undefined) throw new Error("there are pairs");
  const { candidate } = first;
  const environment = { ...candidate.environment, "gpu driver": "550.54.15" };
  const gate = gateOf([{ ...first, candidate: { ...candidate, environment } }]);
  expect(gate.differences).toEqual([
    { what: "machine: gpu driver", baseline: "not told", candidate: "550.54.15" },
  ]);
});
