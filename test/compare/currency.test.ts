import { describe, expect, test } from "vitest";
import { compareSides } from "../../src/compare/compare-sides.ts";
import { COMPARE_EXPORTS } from "../../src/compare/exports/index.ts";
import type { GivenSide } from "../../src/compare/side.ts";
import { besideStored } from "../../src/gate/stored-runs.ts";
import { HISTORY_EXPORTS } from "../../src/history/exports/index.ts";
import { renderComparisonReport } from "../../src/report/compare/html.ts";
import { renderComparison } from "../../src/report/compare/text.ts";
import type { PlanResult } from "../../src/result/plan-result.ts";
import { metricsNamed, runOf } from "../gate/fixture.ts";
import { historyOf, levels, nightly } from "../history/fixture.ts";
import { planResult } from "../report/plan/fixture.ts";
import { sideOf } from "./fixture.ts";

/** A plan whose prices are in a currency, told apart from others by its seed. */
function planIn(currency: string, seed: number, times = 1): PlanResult {
  const plan = planResult({ seed, answer: "3 × l4 are enough", startedAt: `2026-06-0${seed}T08:00:00.000Z` });
  return {
    ...plan,
    machines: plan.machines.map((one) => ({ ...one, price: { ...one.price, currency } })),
    fleets: plan.fleets.map((fleet) => ({ ...fleet, costPerMonth: fleet.costPerMonth * times })),
  };
}

const drawn = (...sides: GivenSide[]) => compareSides(sides, null, "0.0.0");

describe("plans side by side", () => {
  test("have their costs in their own currency, wherever they are told", async () => {
    const euros = drawn(sideOf("a", [planIn("EUR", 1)]), sideOf("b", [planIn("EUR", 2, 1.25)]));
    const month = euros.comparison.rows.find(({ figure }) => figure.id === "costPerMonth");
    expect(month?.changes[0]?.change).toBeCloseTo(0.25, 9);
    const told = [
      renderComparison(euros.comparison, { colour: false }),
      COMPARE_EXPORTS.markdown.render(euros.comparison),
      await renderComparisonReport(euros),
    ];
    // 3 machines at 0.80 an hour for the 730 hours of the fixture.
    for (const text of told) expect(text).toMatch(/1,752\.00 EUR/);
    for (const text of told) expect(text).not.toMatch(/\$\d/);
  });

  test("of two currencies have no costs beside each other, and the other figures stay", () => {
    const { comparison } = drawn(sideOf("a", [planIn("USD", 1)]), sideOf("b", [planIn("EUR", 2)]));
    const shown = comparison.rows.map(({ figure }) => figure.id);
    expect(shown).not.toContain("costPerMonth");
    expect(shown).not.toContain("cost");
    expect(shown).toContain("replicas");
    expect(comparison.notices.join()).toContain("prices are in USD and EUR");
  });

  test("are not told of intervals that only runs have", async () => {
    const page = await renderComparisonReport(
      drawn(sideOf("a", [planIn("USD", 1)]), sideOf("b", [planIn("USD", 2)])),
    );
    expect(page).toContain("Changes have no interval: one result on each side");
    expect(page).not.toMatch(
      /interval that (?:the run|its result) states|response time|repeated runs|runs do not/,
    );
  });
});

describe("a history", () => {
  const price = (currency: string) => (day: number) => ({
    cost: { ...runOf(1).cost, currency },
    startedMonotonicNs: `${currency} ${day}`,
  });

  test("has a group for each currency, and tells costs in it", () => {
    const steps = levels([1, 15], [1.5, 15]);
    const both = [...nightly(steps, price("EUR")), ...nightly(levels([1, 12]), price("USD"))];
    const history = historyOf(both, ["cost"]);
    expect(history.groups.map(({ points }) => points.length).toSorted()).toEqual([12, 30]);
    for (const { trends } of historyOf(nightly(steps, price("EUR")), ["cost"]).groups)
      expect(trends.find(({ figure }) => figure.id === "cost")?.figure.currency).toBe("EUR");
    expect(HISTORY_EXPORTS.markdown.render(history, "")).not.toMatch(/\$\d/);
  });
});

describe("a gate, which has its prices in US dollars", () => {
  const inEuro = [runOf(1), { ...runOf(1), cost: { ...runOf(1).cost, currency: "EUR" } }];

  test("refuses to judge costs beside stored ones in another currency", () => {
    expect(() => besideStored(metricsNamed("cost"), inEuro)).toThrow(
      /a stored run has its costs in EUR, and this gate in USD/,
    );
    expect(() => besideStored(metricsNamed("cost"), inEuro.slice(0, 1))).not.toThrow();
  });

  test("judges everything else beside them", () => {
    expect(() => besideStored(metricsNamed("p50"), inEuro)).not.toThrow();
  });
});
