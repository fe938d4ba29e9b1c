import { expect, test } from "vitest";
import {
  allowedBy,
  figuresAgainst,
  objectivesAgainst,
  stateOf,
  verificationSentence,
} from "../../src/planning/hold-against-run.ts";
import type { PlanFleet } from "../../src/result/plan-result.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { fleetOf } from "../report/plan/fixture.ts";
import { runResult } from "../report/run/fixture.ts";

const run = runResult({
  arrivals: { kind: "poisson", ratePerSec: 150 },
  seconds: 120,
  slo: ["p99<=1500ms"],
});
const plain = fleetOf({ machine: "l4", replicas: 2, pricePerHour: 1, p99Ms: 40, isScaled: false });

/** The value of a latency figure of the run, which states an interval of it. */
const measured = (key: "p50" | "p95" | "p99" | "mean") => run.latencyMs.response[key] as number;

/** A fleet whose forecast is what was measured, times a factor. */
function forecasting(factor: number): PlanFleet {
  const over = (mean: number) => ({ mean, low: mean * 0.98, high: mean * 1.02, least: null, most: null });
  return {
    ...plain,
    peak: {
      ...plain.peak,
      p50Ms: over(factor * measured("p50")),
      p95Ms: over(factor * measured("p95")),
      p99Ms: over(factor * measured("p99")),
      meanMs: over(factor * measured("mean")),
      failedShare: over(run.requests.failed / run.requests.scheduled),
    },
  };
}

const answers = (fleet: PlanFleet, one: RunResult = run, within = 0.5) =>
  figuresAgainst(fleet, one, { seeds: 10, within }).map(({ answer }) => answer);

test("what one run may be: ten seeds whose mean is known to ± 1 spread to ± √11", () => {
  // t(9) × s / √10 = 1, so t(9) × s × √(1 + 1/10) = √11.
  const allowed = allowedBy({ mean: 10, low: 9, high: 11, least: 8, most: 12 }, 10, 0);
  expect(allowed?.low).toBeCloseTo(10 - Math.sqrt(11), 12);
  expect(allowed?.high).toBeCloseTo(10 + Math.sqrt(11), 12);
  const wider = allowedBy({ mean: 10, low: 9, high: 11, least: 8, most: 12 }, 10, 0.1);
  expect(wider?.low).toBeCloseTo(0.9 * (10 - Math.sqrt(11)), 12);
  expect(wider?.high).toBeCloseTo(1.1 * (10 + Math.sqrt(11)), 12);
  expect(allowedBy({ mean: 10, low: null, high: null, least: null, most: null }, 10, 0.1)).toBeNull();
});

test("a forecast of what was measured holds; one of a third or three times of it does not", () => {
  expect(answers(forecasting(1))).toEqual(["held", "held", "held", "held", "held"]);
  expect(answers(forecasting(1 / 3)).slice(0, 4)).toEqual(["higher", "higher", "higher", "higher"]);
  expect(answers(forecasting(3)).slice(0, 4)).toEqual(["lower", "lower", "lower", "lower"]);
});

test("an invalid run shows nothing, nor does one without an interval, and each says why", () => {
  const invalid = { ...run, verdict: { ...run.verdict, valid: false } };
  expect(new Set(answers(forecasting(1), invalid))).toEqual(new Set(["not shown"]));
  const { response } = run.latencyMs;
  const unsure = { ...run, latencyMs: { ...run.latencyMs, response: { ...response, confidence: {} } } };
  const rows = figuresAgainst(forecasting(1), unsure, { seeds: 10, within: 0.5 });
  expect(rows[0]).toMatchObject({ answer: "not shown", why: "the run states no interval of it" });
});

test("an interval that lies across the end of what is allowed decides nothing", () => {
  const { interval } = run.latencyMs.response.confidence.p99 ?? {};
  const middle = ((interval?.low ?? 0) + (interval?.high ?? 0)) / 2;
  const exact = { mean: middle / 2, low: middle / 2, high: middle / 2, least: null, most: null };
  const fleet = { ...forecasting(1), peak: { ...forecasting(1).peak, p99Ms: exact } };
  const p99 = figuresAgainst(fleet, run, { seeds: 10, within: 1 })[2];
  expect(p99).toMatchObject({ answer: "not shown" });
  expect(p99?.why).toMatch(/a longer run decides/);
});

test("one miss decides the whole, and something open leaves it open", () => {
  const figures = figuresAgainst(forecasting(1), run, { seeds: 10, within: 0.5 });
  const judged = (answer: "holds" | "misses" | "not shown") => [
    { objective: "p99<=50ms", unit: "ms", forecast: 40, observed: 41, answer },
  ];
  expect(stateOf(figures, judged("holds"))).toBe("held");
  expect(stateOf(figures, judged("misses"))).toBe("not held");
  expect(verificationSentence("not held", figures, judged("misses"))).toBe(
    "the forecast did not hold: p99<=50ms misses",
  );
  expect(stateOf(figures, judged("not shown"))).toBe("not shown");
});

test("objectives are what the run says of them", () => {
  const judged = run.slo[0];
  const fleet = {
    ...plain,
    objectives: [{ ...plain.objectives[0], objective: judged?.objective ?? "" }],
  } as PlanFleet;
  expect(objectivesAgainst(fleet, run)[0]?.answer).toBe(judged?.answer ?? "not shown");
  expect(objectivesAgainst(plain, { ...run, slo: [] })[0]?.answer).toBe("not shown");
});
