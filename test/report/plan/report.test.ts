import { describe, expect, it } from "vitest";
import { fleetsCsv } from "../../../src/planning/fleets-csv.ts";
import { MOST_BYTES } from "../../../src/report/page/raw-data.ts";
import { PLAN_CHARTS } from "../../../src/report/plan/charts/index.ts";
import { renderPlanReport } from "../../../src/report/plan/html.ts";
import type { NumberProvenance, PlanResult } from "../../../src/result/plan-result.ts";
import { chartContract } from "../chart-contract.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { embedded, textOf } from "../page-text.ts";
import { fleetOf, infeasiblePlan, planResult } from "./fixture.ts";

const HOSTILE = `</script><script>alert(1)</script>"'\u202e\u0000${"x".repeat(300)}`;
const scaled = fleetOf({ machine: "a10", replicas: 3, pricePerHour: 1, p99Ms: 38.4, isScaled: true });

const withSpot = {
  ...scaled,
  spot: {
    policy: "on-demand",
    zones: 3,
    extra: 0,
    lostAtOnce: 1,
    preemptionsPerMonth: 21.9,
    preemptionsRange: { low: 13, high: 32 },
    fallbackShare: 0.03,
    missingShare: 0.01,
    p99MsDuringFallback: 66.5,
    p99LowMs: 66.2,
    p99HighMs: 66.8,
    windowMs: 360_000,
    missedMinutesPerMonth: 15.8,
    missedMinutesHigh: 17.2,
    costPerMonth: { base: 0, spot: 800, fallback: 68 },
    costRange: { low: 850, high: 890 },
    command: ["plimsoll", "simulate", "--disturb", "preempt:at=0s,machines=1,replace=1m"],
    source: "stated by the user",
    note: "in 3 zones",
  },
} as const;

const RESULTS: Readonly<Record<string, PlanResult>> = {
  found: deepFreeze(planResult()),
  spot: deepFreeze(
    planResult({
      fleets: [{ ...withSpot, spot: { ...withSpot.spot, command: [...withSpot.spot.command] } }],
    }),
  ),
  scaled: deepFreeze(planResult({ fleets: [scaled] })),
  infeasible: deepFreeze(infeasiblePlan()),
  "over budget": deepFreeze(planResult({ state: "over budget", budgetPerMonth: 100 })),
  partial: deepFreeze(planResult({ state: "interrupted", partial: true, fleets: [] })),
  hostile: deepFreeze(
    planResult({
      answer: `${HOSTILE} is the answer`,
      assumptions: [HOSTILE],
      notes: [HOSTILE],
      fleets: [
        {
          ...scaled,
          machine: HOSTILE,
          pieces: [],
          cost: { ...scaled.cost, parts: [{ name: HOSTILE, perMonth: 3, kind: "listed", note: HOSTILE }] },
          apply: [{ file: HOSTILE, title: HOSTILE, text: HOSTILE }],
        },
      ],
    }),
  ),
};
const VERDICTS: Readonly<Record<string, string>> = {
  found: "FOUND",
  spot: "FOUND",
  scaled: "FOUND",
  infeasible: "CANNOT BE MET",
  "over budget": "OVER BUDGET",
  partial: "PARTIAL",
  hostile: "FOUND",
};

chartContract<PlanResult>(
  PLAN_CHARTS,
  {
    rich: RESULTS.scaled as PlanResult,
    empty: deepFreeze(planResult({ fleets: [], demand: { ...planResult().demand, hours: [] } })),
    dead: RESULTS.infeasible as PlanResult,
    others: { found: RESULTS.found as PlanResult, hostile: RESULTS.hostile as PlanResult },
  },
  4,
);

describe.each(Object.keys(RESULTS))("the report of a plan: %s", (name) => {
  const result = RESULTS[name] as PlanResult;

  it("gives verdict and answer first, needs nothing outside itself, and holds the result", async () => {
    const page = await renderPlanReport(result);
    const body = textOf(page.slice(page.indexOf("<main>"))).trim();
    expect(body.startsWith(`${VERDICTS[name]} `)).toBe(true);
    if (name !== "hostile") expect(body.toLowerCase().indexOf(result.answer.toLowerCase())).toBeLessThan(200);
    expect(page).not.toMatch(/(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i);
    expect(page).not.toContain("<script>alert");
    expect(page).not.toMatch(/\u202e/);
    expect(new TextEncoder().encode(page).length).toBeLessThan(MOST_BYTES);
    expect(embedded(page)).toEqual(result);
    expect(body).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

it("the page has the fleet, its price, p99 and how sure, the worst minute, every fleet and what to apply", async () => {
  const body = textOf(await renderPlanReport(RESULTS.found as PlanResult));
  for (const words of [
    "Price $1,752 a month",
    "42.1 ms 95 % interval 41.0 to 43.2, 10 seeds",
    "✗ the minute misses the objectives",
    "A: 3 × l4",
    "B: 3 × a10",
    "max_queue_delay_microseconds: 2000",
    "more than were tried",
    "hroughput off by 3.1 %",
    "its floor latency, 61 ms, is above p99<=50ms",
  ])
    expect(body).toContain(words);
});

it("the table of fleets has a row each, and no cell that a spreadsheet computes", () => {
  const [head, first, ...rest] = fleetsCsv(RESULTS.found as PlanResult)
    .trimEnd()
    .split("\r\n");
  expect(head?.split(",").slice(0, 3)).toEqual(["machine", "replicas", "keeps_objectives"]);
  expect(first?.startsWith("l4,3,true,true,")).toBe(true);
  expect(rest).toHaveLength(1);
  const evil = planResult({ fleets: [{ ...scaled, machine: "=cmd()" }] });
  expect(fleetsCsv(evil)).toContain("\r\n'=cmd(),3,");
});

describe("what is the same is told once", () => {
  const fleet = (machine: string, maxBatch: number, precision: string) => {
    const one = fleetOf({ machine, replicas: 2, pricePerHour: 1, p99Ms: 20, isScaled: false });
    const batching = `dynamic batches of up to ${maxBatch}`;
    return { ...one, settings: { ...one.settings, precision, batching, router: "random" } };
  };
  const page = async (changes: Partial<PlanResult>) => textOf(await renderPlanReport(planResult(changes)));
  const tableOf = (body: string) =>
    body.slice(body.indexOf("Fleets, cheapest first"), body.indexOf("What a month costs"));

  it("of settings, and those that only some fleets have stand in the row of each", async () => {
    // The second and the third are alike, and the first is not: both kinds of rows need the words.
    const fleets = [fleet("l4", 2, "fp16"), fleet("a10", 16, "fp16"), fleet("t4", 16, "fp16")];
    const table = tableOf(await page({ fleets }));
    expect(table.split("batching: dynamic batches of up to 2")).toHaveLength(2);
    expect(table.split("batching: dynamic batches of up to 16")).toHaveLength(3);
    expect(table.split("router: random")).toHaveLength(2);
    expect(table).toContain("All of them: precision: fp16;");
  });

  it("of one fleet alone, whose settings stand above", async () => {
    expect(tableOf(await page({ fleets: [fleet("l4", 2, "fp16")] }))).not.toContain("router: random");
  });

  it("of errors and of what numbers rest on", async () => {
    const off = { words: "off by 3.1 %", source: "a table" };
    const validation = [
      { model: "l4", ...off },
      { model: "a10", ...off },
      { model: "a10", words: "off by 9 %", source: "a table" },
    ];
    const same: NumberProvenance = { kind: "simulated", restsOn: ["imported"], note: "by others" };
    const [first] = planResult().fleets;
    if (first === undefined) throw new Error("the fixture has a fleet");
    const provenance = { p99Ms: same, peak: { ...same }, costPerMonth: { ...same, note: "listed" } };
    const body = await page({ validation, fleets: [{ ...first, provenance }] });
    expect(body).toContain("l4, a10 Off by 3.1 %");
    expect(body).toMatch(/p99Ms ?, peak simulated imported by others/);
  });

  it("and who measured what stands above every number", async () => {
    const grounds = [
      "The service times were measured by a vendor.",
      "The prices are listed: as of 2026-07-20.",
    ];
    const body = await page({ grounds });
    expect(body.indexOf(grounds.join(" "))).toBeGreaterThan(0);
    expect(body.indexOf(grounds.join(" "))).toBeLessThan(body.indexOf("The cheapest fleet"));
  });
});

it("what a preemption does stands beside what is without one", async () => {
  const text = textOf(await renderPlanReport(RESULTS.spot as PlanResult));
  expect(text).toMatch(/p99 *38\.4 ms.*66\.5 ms *66\.2 to 66\.8/s);
  expect(text).toMatch(/21\.9 times a month on average; 13\.0 to 32\.0 in 95 % of months/);
  expect(text).toMatch(/15\.8 minutes a month on average, at most 17\.2 by 95 %/);
  expect(text).toMatch(/800(\.00)? for spot machines, .*68(\.00)? for on-demand machines in their place/);
  expect(text).toMatch(/replicas?, the added one paid as one that stays, as long as none is taken away, for/);
  expect(textOf(await renderPlanReport(RESULTS.found as PlanResult))).not.toContain("taken away");
});
