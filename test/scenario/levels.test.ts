import { describe, expect, it } from "vitest";
import type { Arrivals } from "../../src/arrivals/index.ts";
import { arrivalsSchema } from "../../src/arrivals/index.ts";
import { parseArrivalSpec } from "../../src/arrivals/spec.ts";
import { renderRunReport } from "../../src/report/run/html.ts";
import { renderRunSummary } from "../../src/report/run/text.ts";
import { levelsOf } from "../../src/scenario/levels.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { textOf } from "../report/page-text.ts";
import { runInVirtualTime } from "../stats/in-virtual-time.ts";

const open = (spec: string): Load => ({
  kind: "open",
  arrivals: arrivalsSchema.parse(parseArrivalSpec(spec)) as Arrivals,
});
const shortly = (load: Load, measureMs = 10_000) =>
  levelsOf(load, measureMs).map(({ fromMs, toMs, planned: { from, to } }) => [fromMs, toMs, from, to]);

describe("the levels of a planned load", () => {
  it("are the steps of a staircase; steps at one rate are one level", () => {
    expect(shortly(open("piecewise:0s=10,2s=20,4s=20,6s=40,interpolation=step"))).toEqual([
      [0, 2000, 10, 10],
      [2000, 6000, 20, 20],
      [6000, 10_000, 40, 40],
    ]);
  });

  it("are ten parts of a ramp, up or down", () => {
    const up = shortly(open("ramp:from=0,to=100"));
    expect(up).toHaveLength(10);
    expect(up[0]).toEqual([0, 1000, 0, 10]);
    expect(up[9]).toEqual([9000, 10_000, 90, 100]);
    expect(shortly(open("ramp:from=100,to=50"))[9]).toEqual([9000, 10_000, 55, 50]);
  });

  it("are what is before, in and after a spike, with its slopes in parts", () => {
    const levels = shortly(open("spike:rate=10,peak=5,at=2s,rise=1s,hold=2s,fall=1s"));
    expect(levels[0]).toEqual([0, 2000, 10, 10]);
    expect(levels.at(-1)).toEqual([6000, 10_000, 10, 10]);
    expect(levels).toContainEqual([3000, 5000, 50, 50]);
    expect(levels).toHaveLength(3 + 2 * 5);
  });

  it("end with the measured part", () => {
    expect(shortly(open("spike:rate=10,peak=5,at=2s,rise=0s,hold=5s,fall=0s"), 3000)).toEqual([
      [0, 2000, 10, 10],
      [2000, 3000, 50, 50],
    ]);
    expect(shortly(open("piecewise:0s=10,20s=30"), 10_000).at(-1)).toEqual([9000, 10_000, 19, 20]);
  });

  it("are the users of a closed loop that grows: each number of them, or ten parts", () => {
    const grows = (rampFrom: number, concurrency: number) =>
      shortly({ kind: "closed", rampFrom, concurrency }, 8000);
    expect(grows(1, 5)).toEqual([
      [0, 2000, 2, 2],
      [2000, 4000, 3, 3],
      [4000, 6000, 4, 4],
      [6000, 8000, 5, 5],
    ]);
    expect(grows(1, 64)).toHaveLength(10);
    expect(grows(1, 64)[9]?.slice(2)).toEqual([58, 64]);
  });

  it("are none where the rate is one, or a curve", () => {
    for (const spec of [
      "poisson:rate=5",
      "ramp:from=5,to=5",
      "spike:rate=5,peak=1",
      "sine:rate=5",
      "diurnal:rate=5",
    ])
      expect(shortly(open(spec))).toEqual([]);
    expect(shortly({ kind: "closed", concurrency: 4 })).toEqual([]);
  });
});

describe("a run whose load goes by levels", () => {
  // A request takes 10 ms and one at a time is served: 200/s are more than it can carry, 20/s are not.
  const load = open("piecewise:0s=20,5s=200,interpolation=step");
  const result = runInVirtualTime(load, 10);

  it("has the requests and percentiles of each, and null below the floor of a percentile", () => {
    const [slow, fast] = result.levels;
    expect(result.levels).toHaveLength(2);
    expect([slow?.scheduled, fast?.scheduled].reduce((sum = 0, each = 0) => sum + each, 0)).toBe(
      result.requests.scheduled,
    );
    expect(slow?.p50Ms).toBeLessThan(15);
    expect(fast?.p50Ms).toBeGreaterThan(10 * (slow?.p50Ms ?? 0));
    expect(slow).toMatchObject({
      failed: 0,
      p99Ms: null,
      absent: { p99Ms: expect.stringMatching(/^needs at least 459 /) },
    });
    expect(fast).toMatchObject({ failed: 0, p99Ms: expect.any(Number), absent: {} });
  });

  it("shows them as a table, in the terminal and in the report", async () => {
    const text = renderRunSummary(result, { colour: false });
    expect(text).toMatch(
      /\nby level +time +requests +p50 ms +p99 ms +failed\n20\/s +0 to 5 s +\d+ +\S+ +— +0\n200\/s /,
    );
    expect(text).toContain("p99 needs at least 459 ok requests");
    const page = textOf(await renderRunReport(result));
    expect(page).toContain("By level of the planned load");
    expect(page).toMatch(/200\/s/);
  });

  it("counts what failed by the level at which it was due", () => {
    const failing = runInVirtualTime(load, 1, { outcomeAt: (endedMs) => (endedMs < 5000 ? "ok" : "error") });
    expect(failing.levels.map(({ failed }) => failed > 0)).toEqual([false, true]);
  });

  it("has none where the rate is one", () => {
    const steady = runInVirtualTime(open("poisson:rate=50"), 1);
    expect(steady.levels).toEqual([]);
    expect(renderRunSummary(steady, { colour: false })).not.toContain("by level");
  });
});
