import { expect, test } from "vitest";
import { applyRules } from "../../src/gate/apply-rules.ts";
import { metricsOf } from "../../src/gate/parse-metric.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { gateOf, pairOf, pairsOf, runOf } from "./fixture.ts";

const STEPS = { scenario: "chat-steps", levels: ["20/s", "40/s"] };
const idsOf = (rules: Parameters<typeof applyRules>[0], load = STEPS) => {
  const { metrics, problems } = applyRules(rules, load);
  expect(problems).toEqual([]);
  return metrics.map(({ figure }) => figure.id);
};

test("rules name figures with a tolerance, limits, levels and scenarios", () => {
  const rules = [
    { metric: "p99", tolerance: "10%" },
    { metric: "cost" },
    { metric: "attainment(ttft<=200ms,tpot<=30ms)", tolerance: "1%" },
    { objective: "p99<=200ms" },
    { metric: "p50", level: "*/s" },
    { metric: "energy", scenario: "vision-*" },
    { metric: "accuracy", scenario: "chat-*" },
  ];
  expect(idsOf(rules)).toEqual([
    "p99",
    "cost",
    "attainment(ttft<=200ms,tpot<=30ms)",
    "p99<=200ms",
    "p50 at 20/s",
    "p50 at 40/s",
    "accuracy",
  ]);
  const [p99, cost] = metricsOf(applyRules(rules, STEPS).metrics, 0.05);
  expect([p99?.tolerance, cost?.tolerance]).toEqual([0.1, 0.05]);
});

test("every mistake of the rules is found at once, whatever the load, each with its place", () => {
  const { problems } = applyRules(
    [
      { metric: "p9" },
      { metric: "p99", objective: "p99<=1s" },
      {},
      { objective: "p99>=200ms" },
      { objective: "p99<=1s", tolerance: "5%" },
      { metric: "cost", level: "*" },
      { metric: "p50", level: "80/s" },
      { metric: "p50", tolerance: "a bit", scenario: "other" },
      { metric: "attainment(p99<=1s)" },
    ],
    STEPS,
  );
  expect(problems.map((problem) => problem.slice(0, 7))).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `rule ${n}:`.slice(0, 7)),
  );
  expect(problems[0]).toContain('"p9" is no figure with a better direction');
  expect(problems[3]).toContain("p99 takes <=, not >=");
  expect(problems[5]).toContain("levels of the load have p50, p99, errors, and not cost");
  expect(problems[6]).toContain('is called "80/s": it has "20/s", "40/s"');
});

test("rules of which none counts for the scenario are refused, and not taken for a gate without metrics", () => {
  const { problems } = applyRules([{ metric: "p50", scenario: "vision-*" }], STEPS);
  expect(problems).toEqual(["no rule counts for the scenario chat-steps (they are for vision-*)"]);
});

/** The metrics of one objective. */
const holding = (objective: string) => metricsOf(applyRules([{ objective }], STEPS).metrics, 0.05);
const p50OfGood = runOf(1).latencyMs.response.p50 ?? 0;

test("an objective is held by the candidate's runs, whatever the baseline does", () => {
  // Slower than the baseline by a half, and still within the limit.
  const within = gateOf(pairsOf(1.5), { metrics: holding(`p50<=${2 * p50OfGood}ms`) });
  expect(within.metrics[0]).toMatchObject({ answer: "pass", limit: 2 * p50OfGood });
  expect(within.metrics[0]?.sentence).toMatch(
    /^p50 of the response time is 2\d(\.\d)? % within the limit \(/,
  );
  // No slower than the baseline, and beyond the limit.
  const beyond = gateOf(pairsOf(1), { metrics: holding(`p50<=${0.5 * p50OfGood}ms`) });
  expect(beyond.verdict.answer).toBe("fail");
  expect(beyond.metrics[0]?.sentence).toContain("% beyond the limit");
});

test("runs on both sides of a limit leave it open, and so does a run that is missing among seven", () => {
  const spread = [0.8, 0.9, 1.1, 1.2, 0.7, 1.3, 1.05].map((times, i) => pairOf(runOf(1), runOf(times), i));
  const metrics = holding(`p50<=${p50OfGood}ms`);
  expect(gateOf(spread, { metrics }).metrics[0]?.answer).toBe("inconclusive");
  const [first, ...others] = pairsOf(0.5);
  if (first === undefined) throw new Error("there are pairs");
  const { verdict } = first.candidate;
  const reasons = [{ code: "machine-stalls", message: "", cure: "" }];
  const spoiled = { ...first.candidate, verdict: { ...verdict, valid: false, reasons } };
  expect(gateOf([{ ...first, candidate: spoiled }, ...others], { metrics }).metrics[0]?.answer).toBe(
    "inconclusive",
  );
  expect(gateOf(pairsOf(0.5), { metrics }).metrics[0]?.answer).toBe("pass");
});

test("no failure at all is within errors<=0%", () => {
  expect(gateOf(pairsOf(1), { metrics: holding("errors<=0%") }).metrics[0]?.answer).toBe("pass");
});

test("a share of requests within limits is compared as the runs judged it", () => {
  const { metrics } = applyRules([{ metric: "attainment(response<=50ms)", tolerance: "1%" }], STEPS);
  const objective = metrics[0]?.objective ?? "";
  const attaining = (within: number): RunResult => {
    const run = runOf(1);
    const [judged] = run.slo;
    if (judged === undefined) throw new Error("the run has an objective");
    return { ...run, slo: [{ ...judged, objective, within, of: 1000 }] };
  };
  const pairs = Array.from({ length: 7 }, (_, i) => pairOf(attaining(950 + i), attaining(900 + 2 * i), i));
  const gate = gateOf(pairs, { metrics: metricsOf(metrics, 0.05) });
  expect(gate.metrics[0]).toMatchObject({ answer: "fail", compared: "difference", better: "higher" });
  expect(gate.metrics[0]?.worsening).toBeCloseTo(0.047, 3);
});

test("a run that is too short to judge an objective alone counts, since the gate judges many", () => {
  const short = (run: RunResult): RunResult => {
    const reasons = [{ code: "too-few-samples", message: "", cure: "" }];
    return { ...run, verdict: { ...run.verdict, valid: false, reasons } };
  };
  const pairs = pairsOf(1).map((pair) => ({
    ...pair,
    baseline: short(pair.baseline),
    candidate: short(pair.candidate),
  }));
  expect(gateOf(pairs).verdict.answer).toBe("pass");
});
