import { expect, test } from "vitest";
import type { RunResult } from "../../../src/result/run-result.ts";
import { rowsOfRuns } from "../../../src/simulator/calibration/rows-of-runs.ts";
import { goodRun } from "../../report/run/fixture.ts";

const inside = {
  requests: 100,
  failed: 0,
  unexplained: 0,
  executions: 100,
  meanBatch: 4,
  queueMs: 1,
  computeInputMs: 0.5,
  computeInferMs: 8,
  computeOutputMs: 0.5,
};

const run = goodRun();

/** A closed loop of so many users, each of whose requests has 4 items. */
function closedRun(concurrency: number, change: Partial<RunResult> = {}): RunResult {
  return {
    ...run,
    scenario: { ...run.scenario, load: { kind: "closed", concurrency } },
    load: { ...run.load, kind: "closed", concurrency, inferencesPerSec: 380 },
    requests: { ...run.requests, failed: 0 },
    target: { ...run.target, itemsPerRequest: 4, settings: { instances: "2", "max batch": "16" } },
    latencyMs: { ...run.latencyMs, response: { ...run.latencyMs.response, p50: 11, p95: 12, mean: 11.5 } },
    serverStatistics: inside,
    ...change,
  };
}

test("a closed loop of one user is an execution, and what its server does not explain is the way to it", () => {
  const [row] = rowsOfRuns([{ path: "a", result: closedRun(1) }], {});
  expect(row).toMatchObject({
    scenario: "offline",
    clientBatch: 4,
    concurrency: 1,
    inputMs: 0.5,
    computeMs: 8,
    outputMs: 0.5,
    queueMs: 1,
    networkMs: 1.5,
    instances: 2,
    maxBatch: 16,
    itemBytes: 1600,
  });
});

test("a run that does not tell the bytes of its requests makes a row without", () => {
  const old = closedRun(1);
  const [row] = rowsOfRuns(
    [{ path: "a", result: { ...old, target: { ...old.target, requestBytes: null } } }],
    {},
  );
  expect(row?.itemBytes).toBeNull();
});

test("repeats of a load count by their median, and more users make online rows", () => {
  const computing = (computeInferMs: number) =>
    closedRun(1, { serverStatistics: { ...inside, computeInferMs } });
  const runs = [computing(8), computing(30), computing(9), closedRun(5)];
  const rows = rowsOfRuns(
    runs.map((result, index) => ({ path: String(index), result })),
    { backend: "known" },
  );
  expect(rows.map(({ scenario, computeMs }) => [scenario, computeMs])).toEqual([
    ["offline", 9],
    ["online", 8],
  ]);
  expect(rows.every(({ backend }) => backend === "known")).toBe(true);
});

test("a run whose requests are all of one length says which, and one whose differ is refused", () => {
  const { scenario } = closedRun(1);
  const of = (lengths: NonNullable<typeof scenario.payload>["lengths"]) =>
    closedRun(1, { scenario: { ...scenario, payload: { ...scenario.payload, lengths } } });
  const [row] = rowsOfRuns([{ path: "a", result: of({ kind: "fixed", length: 64 }) }], {});
  expect(row?.length).toBe(64);
  const varied = of({ kind: "uniform", min: 1, max: 9 });
  expect(() => rowsOfRuns([{ path: "b", result: varied }], {})).toThrow("differ in length");
});

test("of a server that does not tell its own times, those of its client are all there is", () => {
  const silent = closedRun(1, { serverStatistics: null, serverStatisticsAbsent: "it keeps none" });
  const [row] = rowsOfRuns([{ path: "a", result: silent }], {});
  expect(row).toMatchObject({
    scenario: "offline",
    computeMs: null,
    queueMs: null,
    networkMs: null,
    meanMs: 11.5,
  });
});

test.each<[string, Partial<RunResult>]>([
  ["it is simulated", { source: "simulated" }],
  ["INVALID", { verdict: { ...run.verdict, valid: false } }],
  ["ended before its schedule", { partial: true }],
  ["no closed loop", { load: { ...run.load, kind: "open", concurrency: null } }],
  ["2 of its requests failed", { requests: { ...run.requests, failed: 2 } }],
  ["how many items", { target: { ...run.target, itemsPerRequest: null } }],
  ["others use it", { serverStatistics: { ...inside, unexplained: 7 } }],
  ["does not tell how long it computed", { serverStatistics: { ...inside, computeInferMs: null } }],
])("a run that says nothing of executions is refused, and named: %s", (why, change) => {
  const good = { path: "good", result: closedRun(1) };
  const attempt = () => rowsOfRuns([good, { path: "odd", result: closedRun(1, change) }], {});
  expect(attempt).toThrow(why);
  expect(attempt).toThrow("odd: ");
});
