import { expect, it } from "vitest";
import { measuredProbe, probeOf } from "../../src/capacity/measured-probe.ts";
import { tiersOf } from "../../src/capacity/tier.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { goodRun } from "../report/run/fixture.ts";

const PLANNED = { ratePerSec: 100, take: 0, purpose: "narrow" } as const;
const TIERS = tiersOf(["p99<=50ms", "p95<=10ms"].map(objectiveOf), []);

/** The record of a run with these answers, and with these codes held against it. */
function recordOf(answers: readonly string[], codes: readonly string[] = []) {
  const run = goodRun();
  const [judged] = run.slo;
  const slo = answers.map((answer, index) => ({
    ...judged,
    objective: ["p99<=50ms", "p95 <= 10ms"][index] ?? "errors<=1%",
    answer,
    implied: index > 1,
  }));
  const reasons = codes.map((code) => ({ code, message: "", cure: "" }));
  const result = {
    ...run,
    slo,
    verdict: { ...run.verdict, valid: codes.length === 0, reasons },
  } as RunResult;
  return measuredProbe("id", PLANNED, { seed: 1, attempts: 1, tiers: TIERS }, result);
}

it("answers for all objectives together, and for each tier by its own, in any spelling", () => {
  expect(recordOf(["holds", "holds"]).answers).toEqual(["holds", "holds", "holds"]);
  expect(recordOf(["holds", "misses"]).answers).toEqual(["misses", "holds", "misses"]);
  expect(recordOf(["not shown", "holds"]).answers).toEqual(["not shown", "not shown", "holds"]);
});

it("failures that are implied to be few are every tier's", () => {
  expect(recordOf(["holds", "holds", "misses"]).answers).toEqual(["misses", "misses", "misses"]);
});

it("an overload misses, whatever else there is, unless the sender could not send", () => {
  const overloaded = recordOf(["not judged", "not judged"], ["overloaded", "late"]);
  expect(overloaded).toMatchObject({
    overloaded: true,
    spoiled: false,
    answers: ["misses", "misses", "misses"],
  });
  for (const code of ["generator-busy", "not-delivered"]) {
    const spoiled = recordOf(["not judged", "not judged"], ["overloaded", code]);
    expect(spoiled).toMatchObject({ overloaded: false, spoiled: true, answers: [] });
    expect(probeOf(spoiled).answers).toBeNull();
  }
});

it("a server that died under the load misses, and a run that the machine spoiled says nothing", () => {
  expect(recordOf(["not judged", "not judged"], ["server-died"]).answers).toEqual([
    "misses",
    "misses",
    "misses",
  ]);
  expect(recordOf(["not judged", "not judged"], ["late"]).spoiled).toBe(true);
});

it("a run that was only too short to judge an objective leaves it open, and is not spoiled", () => {
  const short = recordOf(["not shown", "holds"], ["too-few-samples"]);
  expect(short).toMatchObject({ spoiled: false, answers: ["not shown", "not shown", "holds"] });
});

it("a server that answers no request well misses, unless the sender could not send", () => {
  expect(recordOf(["not judged", "not judged"], ["no-data"])).toMatchObject({
    spoiled: false,
    overloaded: true,
    answers: ["misses", "misses", "misses"],
  });
  expect(recordOf(["not judged", "not judged"], ["no-data", "generator-busy"]).spoiled).toBe(true);
});
