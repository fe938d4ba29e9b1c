import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plan } from "../../../src/commands/plan.ts";
import type { PlanOptionsInput } from "../../../src/config/plan-options.ts";
import { createHost } from "../../../src/host/real-host.ts";
import { renderPlanReport } from "../../../src/report/plan/html.ts";
import { renderPlanSummary } from "../../../src/report/plan/text.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "plimsoll-hosted-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

let made = 0;
function planned(options: Partial<PlanOptionsInput>) {
  return plan(
    {
      machine: ["half: price=1; service=fixed:500ms"],
      arrivals: "constant",
      rate: 10,
      slo: ["p50<=600ms"],
      window: "10s",
      workers: 1,
      out: `plan-${made++}`,
      ...options,
    },
    { ...createHost(), cwd },
  );
}

describe("a plan beside hosted models", () => {
  it("has the cost of the same demand, and where the fleet begins to pay", async () => {
    // Hosted: 10 · 3600 · 730.5 = 26.298 million requests of 500 · $0.15 + 200 · $0.60 = $195 per million: $5,128.11 a month. At $1 an hour
    // each replica costs as much as 1 / (3600 · $0.000195) = 1.4245/s, of the 2/s that it computes.
    const { result } = await planned({
      hosted: ["ours=0.15/0.60", "openai/gpt-4o-mini", "free=0.001/0"],
      tokens: "500/200",
    });
    const fleet = result.fleets[0]?.costPerMonth ?? 0;
    const [ours, listed, cheap] = result.hosted;
    expect(ours?.costPerMonth).toBeCloseTo(5128.11, 4);
    expect(ours?.timesCheapestFleet).toBeCloseTo(5128.11 / fleet, 6);
    expect(ours?.costPerMillionTokens).toBeCloseTo(195 / 700, 9);
    const { pays, alwaysPays } = ours?.breakEven ?? {};
    expect(ours?.breakEven).toMatchObject({ state: "found", pays: { replicas: 1, costPerMonth: 730.5 } });
    expect(pays?.meanPerSec).toBeCloseTo(1.4245, 4);
    // Two carry 4/s at most, and three cost as much at 4.2735/s only.
    expect(alwaysPays?.replicas).toBeGreaterThanOrEqual(3);
    expect(alwaysPays?.busiestPerSec).toBeCloseTo(1.42450142 * (alwaysPays?.replicas ?? 0), 4);
    expect(ours?.provenance.costPerMonth?.kind).toBe("assumed");
    expect(listed?.costPerMonth).toBeCloseTo(5128.11, 4);
    expect(listed?.provenance.costPerMonth).toMatchObject({ kind: "listed", restsOn: ["listed", "assumed"] });
    expect(listed?.prices).toMatchObject({ asOf: "2026-09-23", isStated: false });
    // 500 · $0.001 = $0.50 per million, and a full replica costs $139.
    expect(cheap?.breakEven?.state).toBe("never");
    const text = renderPlanSummary(result, { colour: false }).replaceAll(/\s+/g, " ");
    expect(text).toMatch(
      /hosted ours: \$5,128 a month for the same demand, [\d.]+ times as much as the cheapest fleet/,
    );
    expect(text).toContain("a hosted model is another model, with answers, response times");
    expect(result.assumptions.join("\n")).toMatch(/an input has 500 tokens and an answer has 200, as stated/);
    const page = await renderPlanReport(result);
    expect(page).toContain("Renting tokens instead");
    expect(page).toContain("$5,128");
  });

  it("has inputs as long as the requests", async () => {
    // Inputs of 100 tokens: 100 · $0.15 + 200 · $0.60 = $135 per million, of 300 tokens: $0.45 per million tokens.
    const { result } = await planned({
      hosted: ["ours=0.15/0.60"],
      tokens: "/200",
      lengths: "fixed:100",
      rate: 1,
    });
    expect(result.hosted[0]?.costPerMillionRequests).toBeCloseTo(135, 6);
    expect(result.hosted[0]?.costPerMillionTokens).toBeCloseTo(0.45, 9);
  });

  it("is told of hosted models where no fleet keeps the objectives", async () => {
    const { result } = await planned({ slo: ["p50<=100ms"], hosted: ["ours=0.15/0.60"], tokens: "500/200" });
    expect(result.state).toBe("infeasible");
    expect(result.hosted[0]).toMatchObject({ timesCheapestFleet: null, breakEven: null });
    expect(result.hosted[0]?.costPerMonth).toBeCloseTo(5128.11, 4);
    expect(await renderPlanReport(result)).toContain("Renting tokens instead");
  });

  it.each<[string, Partial<PlanOptionsInput>, RegExp]>([
    ["no tokens", {}, /nobody says how many tokens a request has/],
    ["no tokens of answers", { lengths: "fixed:100" }, /nobody says how many tokens an answer has/],
    ["no tokens of inputs", { tokens: "/200" }, /they have none/],
    ["zero tokens", { tokens: "0/200" }, /more than 0 tokens/],
    ["no answer of a model that writes", { tokens: "500/0" }, /paid for the tokens that it writes/],
    [
      "more than the context",
      { tokens: "120000/10000", hosted: ["openai/gpt-4o-mini"] },
      /takes 128,000 tokens/,
    ],
    ["an unknown model", { tokens: "500/200", hosted: ["openai/gpt-4o-mimi"] }, /no such model of openai/],
    [
      "an answer of an embedding model",
      { tokens: "500/200", hosted: ["openai/text-embedding-3-small"] },
      /output/,
    ],
    ["one twice", { tokens: "500/200", hosted: ["ours=1/2", "ours=1/2"] }, /given twice/],
    ["tokens for nothing", { tokens: "500/200", hosted: [] }, /--tokens would do nothing/],
    ["a cache for nothing", { cachedShare: "40%", hosted: [] }, /--cached-share would do nothing/],
    ["a share above all", { tokens: "500/200", cachedShare: "140%" }, /at most 100%/],
  ])("refuses %s", async (_, options, why) => {
    await expect(planned({ hosted: ["ours=0.15/0.60"], ...options })).rejects.toThrow(why);
  });
});
