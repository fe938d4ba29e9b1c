import { describe, expect, it } from "vitest";
import { capacityResult } from "./fixture.ts";

// Of the server of the fixture, p99 is 10 ms + 10 ms · λ/(100 − λ): 50 ms at 80/s, 20 ms at 50/s.

describe("the result of a search", () => {
  it("has the line, its interval, utilisation, burst state and cost, which can be worked out by hand", () => {
    const { loadLine, cost, burst, mostPerSec, tiers, unreachable, answer } = capacityResult();
    const { ratePerSec = 0, interval, utilisation, confirmed } = loadLine ?? {};
    expect(interval?.low).toBe(ratePerSec);
    expect(ratePerSec).toBeLessThanOrEqual(80);
    expect(interval?.high).toBeGreaterThan(80);
    expect({ mostPerSec, confirmed, unreachable }).toEqual({
      mostPerSec: 100,
      confirmed: true,
      unreachable: null,
    });
    expect(utilisation).toBeCloseTo(ratePerSec / 100);
    // 3.60 an hour is a thousandth a second.
    expect(cost?.perMillionRequests).toBeCloseTo((0.001 / ratePerSec) * 1e6);
    expect(cost?.utilisation).toBeCloseTo(ratePerSec / 100);
    expect(burst?.ratePerSec).toBeCloseTo(1.5 * ratePerSec);
    expect(burst?.headroom).toBeCloseTo(1 - (1.5 * ratePerSec) / 100);
    expect(tiers).toHaveLength(1);
    expect(answer).toMatch(
      /^p99<=50ms holds up to [\d.]+\/s \(confirmed with a fresh seed; missed at [\d.]+\/s\)$/,
    );
  });

  it("answers several objectives by one search: the line of all is the lowest, and each has its own", () => {
    const { loadLine, tiers, probes, answer } = capacityResult({ slo: ["p99<=50ms", "p99<=20ms"] });
    expect(probes.length).toBeLessThanOrEqual(12);
    expect(tiers.map(({ name }) => name)).toEqual(["p99<=50ms", "p99<=20ms"]);
    expect(loadLine?.ratePerSec).toBe(tiers[1]?.loadLine?.ratePerSec);
    expect(loadLine?.ratePerSec).toBeLessThanOrEqual(50);
    const [wide] = tiers;
    expect(wide?.loadLine?.interval.low).toBeLessThanOrEqual(80);
    expect(wide?.loadLine?.interval.high).toBeGreaterThan(80);
    expect(answer).toContain("each by itself: p99<=50ms up to");
  });

  it("named tiers have their own sets of objectives", () => {
    const { tiers, objectives } = capacityResult({
      slo: [],
      tier: ["gold: p99<=20ms", "rest: p99<=50ms; p95<=45ms"],
    });
    expect(tiers.map(({ name, objectives }) => ({ name, objectives }))).toEqual([
      { name: "gold", objectives: ["p99<=20ms"] },
      { name: "rest", objectives: ["p99<=50ms", "p95<=45ms"] },
    ]);
    expect(objectives).toEqual(["p99<=20ms", "p99<=50ms", "p95<=45ms"]);
  });

  it("says of an objective below the floor that it cannot be met, and the best that can be had, and where", () => {
    const { loadLine, unreachable, answer, cost, probes } = capacityResult({
      slo: ["p99<=8ms", "p99<=50ms"],
    });
    expect(loadLine).toBeNull();
    expect(cost).toBeNull();
    const lowest = Math.min(...probes.map(({ ratePerSec }) => ratePerSec));
    expect(unreachable).toMatchObject([{ objective: "p99<=8ms", unit: "ms", ratePerSec: lowest }]);
    expect(unreachable?.[0]?.observed).toBeCloseTo(10 + (10 * lowest) / (100 - lowest));
    expect(answer).toMatch(/p99<=8ms cannot be met; the best reachable is 1\d\.\d ms at [\d.]+\/s/);
    expect(answer).toContain("cannot be met under any load that was tried");
  });

  it("a server that every load overloads meets no objective, and nothing finite was observed of it", () => {
    const { loadLine, unreachable, answer, tiers } = capacityResult({
      latency: () => Number.POSITIVE_INFINITY,
    });
    expect(loadLine).toBeNull();
    expect(tiers).toMatchObject([{ state: "unreachable", loadLine: null }]);
    expect(unreachable).toMatchObject([{ objective: "p99<=50ms", observed: null, ratePerSec: null }]);
    expect(answer).toContain("p99<=50ms cannot be met, and no probe observed a finite value of it");
  });

  it("claims no more than its probes: without a miss, or a confirmation, or a peak", () => {
    const open = capacityResult({ spoiledAbove: 70 });
    expect(open.loadLine?.interval.high).toBeNull();
    expect(open.answer).toContain("no load was shown to miss");
    const cut = capacityResult({ stopAfter: 3 });
    expect(cut.partial).toBe(true);
    expect(cut.loadLine?.confirmed).toBe(false);
    expect(cut.answer).toContain("not confirmed with a fresh seed");
    const alone = capacityResult({ peakPerSec: null });
    expect(alone.peak).toBeNull();
    // What the probes themselves were answered is known all the same.
    expect(alone.mostPerSec).toBeGreaterThanOrEqual(alone.loadLine?.ratePerSec ?? Number.POSITIVE_INFINITY);
  });

  it("without a price the example is used, and called one", () => {
    const { cost, price } = capacityResult({ pricePerHour: undefined });
    expect(cost?.priceIsExample).toBe(true);
    expect(price.isExample).toBe(true);
  });
});
