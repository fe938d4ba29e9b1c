import { expect, test } from "vitest";
import { besideAnchor, besideStored } from "../../src/gate/stored-runs.ts";
import { gateOf, metricsNamed, pairOf, pairsOf, runOf, spoiledRun } from "./fixture.ts";

/** Runs whose times differ a little from each other. */
const runsOf = (times: number, count: number) =>
  Array.from({ length: count }, (_, i) => runOf(times * (1 + 0.01 * Math.sin(7 * i))));

/** A gate of runs of a candidate beside stored ones. */
function besideRuns(times: number, { stored = 8, runs = 8, metrics = metricsNamed("p50") } = {}) {
  const baseline = runsOf(1, stored);
  const pairs = runsOf(times, runs).map((candidate, i) => ({
    ...pairOf(baseline[i % stored] ?? runOf(1), candidate, i),
    isStored: true,
  }));
  return gateOf(pairs, { metrics: besideStored(metrics, baseline), plan: { looks: [runs], alpha: 0.05 } });
}

test("a slower candidate fails beside stored runs, a like one passes, and so does a faster one", () => {
  const slower = besideRuns(1.2);
  expect(slower.metrics[0]).toMatchObject({ answer: "fail", missing: 0 });
  expect(slower.metrics[0]?.worsening).toBeCloseTo(0.2, 1);
  expect(besideRuns(1).metrics[0]?.answer).toBe("pass");
  expect(besideRuns(0.8).metrics[0]?.answer).toBe("pass");
});

test("with fewer runs than alpha needs nothing passes, and nothing fails", () => {
  for (const times of [1, 0.5, 2])
    expect(besideRuns(times, { stored: 2, runs: 3 }).metrics[0]?.answer).toBe("inconclusive");
  expect(besideRuns(1, { stored: 1, runs: 10 }).metrics[0]?.answer).toBe("inconclusive");
});

test("the noise is the spread of the stored runs, whatever the candidate does", () => {
  expect(besideRuns(1).metrics[0]?.noise).toBeCloseTo(besideRuns(1.5).metrics[0]?.noise ?? 0, 12);
  expect(besideRuns(1).metrics[0]?.noise).toBeGreaterThan(0.004);
});

test("stored runs need not have had the same requests, and an invalid run of the candidate counts against every claim", () => {
  const baseline = runsOf(1, 8).map((run) => ({ ...run, schedule: { ...run.schedule, sha256: "other" } }));
  const metrics = besideStored(metricsNamed("p50"), baseline);
  const pairs = runsOf(1, 4).map((candidate, i) => ({
    ...pairOf(baseline[i] ?? runOf(1), candidate, i),
    isStored: true,
  }));
  const plan = { looks: [4], alpha: 0.05 };
  expect(gateOf(pairs, { metrics, plan })).toMatchObject({
    verdict: { answer: "pass" },
    pairs: [{ missing: null }, {}, {}, {}],
  });
  const [first, ...others] = pairs;
  if (first === undefined) throw new Error("there are runs");
  const spoiled = gateOf([{ ...first, candidate: spoiledRun() }, ...others], { metrics, plan });
  expect(spoiled.metrics[0]).toMatchObject({ answer: "inconclusive", missing: 1 });
  expect(spoiled.pairs[0]?.missing).toBe("the candidate's run is invalid (machine-stalls)");
});

test("a slow creep: a candidate like its baseline fails beside an anchor that was faster", () => {
  const metrics = metricsNamed("p50");
  const anchored = [...metrics, ...besideAnchor(metrics, runsOf(0.85, 8))];
  const gate = gateOf(pairsOf(1, 10), { metrics: anchored, plan: { looks: [10], alpha: 0.05 } });
  expect(gate.metrics.map(({ figure, answer }) => [figure, answer])).toEqual([
    ["p50", "pass"],
    ["errors", "pass"],
    ["p50 beside the anchor", "fail"],
    ["errors beside the anchor", "pass"],
  ]);
  expect(gate.verdict.sentence).toContain("p50 of the response time beside the anchor is ");
});
