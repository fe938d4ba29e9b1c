import fc from "fast-check";
import { expect, test } from "vitest";
import type { Measure } from "../../src/result/measure.ts";
import { type Axis, gridOf, keyOf } from "../../src/sweep/axes.ts";
import { fullGrid } from "../../src/sweep/full.ts";
import { type Planned, unmeasured } from "../../src/sweep/measure.ts";
import type { SweepPlan } from "../../src/sweep/strategy.ts";

const AXES: Axis[] = [
  { name: "precision", values: ["fp32", "int8"] },
  { name: "batch", values: ["1", "8", "32"] },
  { name: "concurrency", values: ["1", "4"] },
];
const PLAN: SweepPlan = {
  axes: AXES,
  goal: { wish: "throughput", slo: [], accuracy: null },
  seed: 1,
  durationMs: 1000,
  warmupMs: 0,
  repeats: 1,
  tolerance: 0.02,
  barred: [],
};

function orderOf(plan: SweepPlan, measured: Measure[] = []): Planned[] {
  const order: Planned[] = [];
  const measures = [...measured];
  for (;;) {
    const decision = fullGrid(plan, measures);
    if (decision.kind === "stop") return order;
    order.push(decision.next);
    measures.push(unmeasured("", decision.next, 1, "test"));
  }
}

test("each round is the whole grid, in an order of its own", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, repeats) => {
      const order = orderOf({ ...PLAN, seed, repeats });
      const grid = gridOf(AXES).map(keyOf).sort();
      for (let round = 0; round < repeats; round++) {
        const own = order.slice(round * grid.length, (round + 1) * grid.length);
        expect(own.map(({ point }) => keyOf(point)).sort()).toEqual(grid);
        expect(own.every(({ take }) => take === round)).toBe(true);
      }
      expect(order).toHaveLength(repeats * grid.length);
    }),
  );
});

test("the order is random, and the same for the same seed", () => {
  const keys = (seed: number) => orderOf({ ...PLAN, seed }).map(({ point }) => keyOf(point));
  expect(keys(1)).toEqual(keys(1));
  const orders = new Set(Array.from({ length: 20 }, (_, seed) => keys(seed).join()));
  expect(orders.size).toBeGreaterThan(15);
});

test("every point is first about equally often", () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 1200; seed++) {
    const first = fullGrid({ ...PLAN, seed }, []);
    if (first.kind === "stop") throw new Error("nothing to measure");
    const key = keyOf(first.next.point);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  // 12 points, 100 times each; 5 standard deviations of a binomial are 48.
  expect(counts.size).toBe(12);
  for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(48);
});

test("it goes on where it was cut off", () => {
  const whole = orderOf(PLAN);
  const done = whole.slice(0, 5).map((planned) => unmeasured("", planned, 1, "test"));
  expect(orderOf(PLAN, done)).toEqual(whole.slice(5));
});
