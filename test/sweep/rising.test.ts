import { expect, test } from "vitest";
import { gridOf } from "../../src/sweep/axes.ts";
import type { Planned } from "../../src/sweep/measure.ts";
import { unmeasured } from "../../src/sweep/measure.ts";
import { rising } from "../../src/sweep/rising.ts";
import type { SweepPlan } from "../../src/sweep/strategy.ts";

const plan: SweepPlan = {
  axes: [
    { name: "batch", values: ["1", "2", "4", "8"] },
    { name: "sequenceLength", values: ["16", "64"] },
  ],
  goal: { wish: "throughput", slo: [], accuracy: null },
  ...{ seed: 1, durationMs: 1000, warmupMs: 0, repeats: 1, tolerance: 0, barred: [] },
};

/** The points that are measured until it stops, where the server takes at most so many items. */
function measuredUpTo(most: number) {
  const measured: ReturnType<typeof unmeasured>[] = [];
  for (;;) {
    const decision = rising(plan, measured);
    if (decision.kind === "stop")
      return { points: measured.map(({ point }) => point), reason: decision.reason };
    const next: Planned = decision.next;
    const refuses = Number(next.point.batch) > most;
    measured.push(unmeasured(String(measured.length), next, 1, refuses ? "target" : "late"));
  }
}

test("every point is measured once, smaller batches first", () => {
  expect(measuredUpTo(8)).toEqual({ points: gridOf(plan.axes), reason: "all 8 points were measured" });
});

test("what is no smaller than a batch that the server refused is left out", () => {
  const { points, reason } = measuredUpTo(2);
  expect(points.map(({ batch, sequenceLength }) => `${batch} ${sequenceLength}`)).toEqual([
    ...["1 16", "1 64", "2 16", "2 64"],
    "4 16",
  ]);
  expect(reason).toBe("the server refused batches of 4");
});
