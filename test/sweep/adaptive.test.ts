import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import type { Measure } from "../../src/result/measure.ts";
import { bestOf } from "../../src/sweep/adaptive/best.ts";
import { adaptive } from "../../src/sweep/adaptive.ts";
import { type Axis, gridOf, keyOf, type Point } from "../../src/sweep/axes.ts";
import type { Planned } from "../../src/sweep/measure.ts";
import type { SweepPlan } from "../../src/sweep/strategy.ts";
import { holds, load, measureAt, planOf, search, type Truth } from "./known-server.ts";

const PRECISIONS: Axis = { name: "precision", values: ["fp32", "fp16", "int8"] };
const BATCHES: Axis = { name: "batch", values: ["1", "2", "4", "8", "16", "32"] };
const LOADS: Axis = { name: "concurrency", values: ["1", "4", "16", "64", "256"] };
const DEFAULT_GRID = [PRECISIONS, BATCHES, LOADS];

/** A batch of n items takes a + b·n ms, and at most 32 run at once; in a closed loop latency is in flight ÷ throughput. */
function sleepServer(aMs: number, bMs: Readonly<Record<string, number>>): (point: Point) => Truth {
  return (point) => {
    const batch = Number(point.batch ?? 1);
    const inFlight = load(point) * batch;
    const items = Math.min(32, inFlight);
    const perSec = (1000 * items) / (aMs + (bMs[point.precision ?? "fp32"] ?? 1) * items);
    // Each request more in flight wins a little, so no two loads tie.
    return { perSec: perSec * (1 - 0.02 / load(point)), p95Ms: (1000 * inFlight) / perSec };
  };
}

function trueBest(plan: SweepPlan, server: (point: Point) => Truth): Point | undefined {
  return gridOf(plan.axes)
    .filter((point) => !plan.barred.includes(point.precision ?? "") && holds(server(point)))
    .sort((a, b) => server(b).perSec - server(a).perSec)[0];
}

const costMs = (plan: SweepPlan, measured: readonly Measure[]) =>
  measured.reduce((sum, { attempts, durationMs }) => sum + attempts * (plan.warmupMs + durationMs), 0);
const gridMs = (plan: SweepPlan) => gridOf(plan.axes).length * (plan.warmupMs + plan.durationMs);

describe("without noise", () => {
  const servers = fc.record({
    aMs: fc.double({ min: 0.5, max: 30, noNaN: true }),
    fp32: fc.double({ min: 0.3, max: 2, noNaN: true }),
    fp16: fc.double({ min: 0.6, max: 1.2, noNaN: true }),
    int8: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
    seed: fc.nat(1000),
  });

  it("finds the best point of the default grid, in at most a quarter of its time", () => {
    fc.assert(
      fc.property(servers, ({ aMs, fp32, fp16, int8, seed }) => {
        const server = sleepServer(aMs, { fp32, fp16: fp32 * fp16, int8: fp32 * int8 });
        const plan = planOf(DEFAULT_GRID, { seed });
        const { measured } = search(adaptive, plan, (planned) => measureAt(server(planned.point), planned));
        const best = trueBest(plan, server);
        const found = bestOf(plan, measured);
        fc.pre(best !== undefined);
        expect(found && server(found).perSec).toBe(server(best).perSec);
        expect(costMs(plan, measured)).toBeLessThanOrEqual(0.25 * gridMs(plan));
      }),
      { numRuns: 15 },
    );
  });
});

describe("where runs differ by 7 %", () => {
  it("the winners of 12 searches are on average within 3 % of the best, and all within 15 %", () => {
    const shortfalls = Array.from({ length: 12 }, (_, seed) => {
      const server = sleepServer(5, { fp32: 1, fp16: 0.9, int8: 0.8 });
      const plan = planOf(DEFAULT_GRID, { seed });
      const { measured } = search(adaptive, plan, (planned) => {
        const slower = Math.exp(0.07 * normal(createRng(seed, `${keyOf(planned.point)} ${planned.take}`)));
        const { perSec, p95Ms } = server(planned.point);
        return measureAt({ perSec: perSec / slower, p95Ms: p95Ms * slower }, planned);
      });
      const [found, best] = [bestOf(plan, measured), trueBest(plan, server)];
      return found === null || best === undefined ? 1 : 1 - server(found).perSec / server(best).perSec;
    });
    expect(shortfalls.reduce((sum, one) => sum + one, 0) / 12).toBeLessThan(0.03);
    expect(Math.max(...shortfalls)).toBeLessThan(0.15);
  });
});

describe("whatever the measures say", () => {
  const values = (texts: readonly string[]) =>
    fc.integer({ min: 1, max: texts.length }).map((n) => texts.slice(0, n));
  const axes = fc
    .tuple(
      values(PRECISIONS.values),
      values(BATCHES.values),
      values(LOADS.values),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([precision, batch, loads, hasLoad, isRate]) => [
      { ...PRECISIONS, values: precision as [string] },
      { ...BATCHES, values: batch as [string] },
      ...(hasLoad ? [{ name: isRate ? ("rate" as const) : LOADS.name, values: loads as [string] }] : []),
    ]);
  const plans = fc
    .record({
      axes,
      wish: fc.constantFrom("cheapest" as const, "throughput" as const, "latency" as const),
      barred: fc.subarray([...PRECISIONS.values]),
      seed: fc.nat(1000),
    })
    .map(({ axes, wish, ...given }) => {
      const plan = planOf(axes, given);
      return { ...plan, goal: { ...plan.goal, wish } };
    });

  /** Figures of pure chance, the same for the same point and take; some runs are not valid. */
  function chaos(seed: number): (planned: Planned) => Measure {
    return (planned) => {
      const rng = createRng(seed, `${keyOf(planned.point)} ${planned.take}`);
      const truth = { perSec: 100 * Math.exp(normal(rng)), p95Ms: 50 * Math.exp(normal(rng)) };
      const fate = rng();
      const reasons = fate < 0.1 ? ["overloaded"] : fate < 0.3 ? ["not-steady"] : [];
      return measureAt(truth, planned, { valid: fate >= 0.3, reasons, attempts: fate < 0.4 ? 2 : 1 });
    };
  }

  it("ends, in time, and asks for points of the grid whose variant is not barred, each take once", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { measured, asked } = search(adaptive, plan, chaos(plan.seed));
        const allowed = gridOf(plan.axes).filter(({ precision }) => !plan.barred.includes(precision ?? ""));
        const keys = new Set(allowed.map(keyOf));
        for (const { point } of asked) expect(keys).toContain(keyOf(point));
        const takes = asked.map(({ point, take }) => `${keyOf(point)} ${take}`);
        expect(new Set(takes).size).toBe(takes.length);
        // A small grid is measured once, with retries; a large one in a quarter of its time.
        const share = plan.axes.length === 3 && allowed.length >= 90 ? 0.25 : 2;
        expect(costMs(plan, measured)).toBeLessThanOrEqual(share * gridMs(plan));
      }),
      { numRuns: 60 },
    );
  });

  it("goes on after any cut as it would have without", () => {
    fc.assert(
      fc.property(plans, fc.double({ min: 0, max: 1, noNaN: true }), (plan, share) => {
        const run = chaos(plan.seed);
        const whole = search(adaptive, plan, run);
        const cut = whole.measured.slice(0, Math.floor(share * whole.measured.length));
        const rest = search(adaptive, plan, run, cut);
        expect(rest.measured).toEqual(whole.measured);
        expect(rest.reason).toBe(whole.reason);
      }),
      { numRuns: 20 },
    );
  });

  it("asks twice, and no more, for points that are never valid", () => {
    const { asked, reason, measured } = search(adaptive, planOf(DEFAULT_GRID), (planned) =>
      measureAt({ perSec: 100, p95Ms: 10 }, planned, { valid: false, reasons: ["machine-stalls"] }),
    );
    const times = new Map<string, number>();
    for (const { point } of asked) times.set(keyOf(point), (times.get(keyOf(point)) ?? 0) + 1);
    expect(Math.max(...times.values())).toBe(2);
    expect(bestOf(planOf(DEFAULT_GRID), measured)).toBeNull();
    expect(reason).toContain("no point was seen to keep the objectives");
  });
});

describe("what it spends its time on", () => {
  const server = sleepServer(5, { fp32: 1, fp16: 0.98, int8: 0.4 });
  const run = (planned: Planned) => measureAt(server(planned.point), planned);

  it("asks for no more of a rate at which the server was overloaded, nor above it", () => {
    const plan = planOf([PRECISIONS, BATCHES, { name: "rate", values: ["10", "20", "40", "80", "160"] }]);
    const { asked } = search(adaptive, plan, (planned) =>
      load(planned.point) <= 40
        ? measureAt({ perSec: load(planned.point) * Number(planned.point.batch), p95Ms: 10 }, planned)
        : measureAt({ perSec: 1, p95Ms: 10 }, planned, { valid: false, reasons: ["overloaded"] }),
    );
    const seen = new Map<string, number>();
    for (const { point } of asked) {
      const configuration = `${point.precision} ${point.batch}`;
      expect(load(point)).toBeLessThan(seen.get(configuration) ?? Number.POSITIVE_INFINITY);
      if (load(point) > 40) seen.set(configuration, load(point));
    }
    expect(seen.size).toBeGreaterThan(0);
  });

  it("rules out slow configurations from probes, and repeats what is close", () => {
    const { asked, reason } = search(adaptive, planOf(DEFAULT_GRID), run);
    const wholes = asked.filter(({ durationMs }) => durationMs === 10_000);
    expect(wholes.length).toBeGreaterThan(2);
    expect(new Set(wholes.map(({ point }) => point.precision))).toEqual(new Set(["int8"]));
    expect(reason).toMatch(
      /1[0-7] of 18 configurations ruled out; \d+ of 90 points measured, 2[0-7]\d s of the grid's 1080 s$/,
    );
  });

  it("for the lowest latency asks for the lowest load first, and for others where they may be better", () => {
    const plan = planOf(DEFAULT_GRID);
    const goal = { ...plan.goal, wish: "latency" as const };
    const { asked, measured } = search(adaptive, { ...plan, goal }, run);
    const first = new Map(
      asked.map(({ point }) => [`${point.precision} ${point.batch}`, point]).reverse() as [string, Point][],
    );
    expect([...first.values()].map(load)).toEqual(Array(18).fill(1));
    const higher = asked.filter(({ point }) => load(point) > 1);
    expect(new Set(higher.map(({ point }) => `${point.precision} ${point.batch}`)).size).toBeLessThan(18);
    expect(bestOf({ ...plan, goal }, measured)).toEqual({ precision: "int8", batch: "1", concurrency: "1" });
  });

  it("searches a grid without loads too, in little more than half its time", () => {
    const plan = planOf([PRECISIONS, BATCHES]);
    const { measured } = search(adaptive, plan, run);
    expect(bestOf(plan, measured)).toEqual(trueBest(plan, server));
    expect(costMs(plan, measured) / gridMs(plan)).toBeLessThan(0.62);
  });

  it("measures all of a grid that is too small, and says so", () => {
    const plan = planOf([PRECISIONS, { ...LOADS, values: ["1"] }]);
    const { asked, reason } = search(adaptive, plan, run);
    expect(asked.map(({ durationMs }) => durationMs)).toEqual([10_000, 10_000, 10_000]);
    expect(reason).toMatch(/^the grid is too small for a search to pay, .* 36 s of the grid's 36 s$/);
  });

  it("stops early when one configuration is far ahead, and says how sure it is", () => {
    const plan = planOf(DEFAULT_GRID);
    const ahead = ({ precision, batch }: Point) => precision === "int8" && batch === "4";
    const { reason, measured } = search(adaptive, plan, (planned) => {
      const { point } = planned;
      const perSec = 1000 * (ahead(point) ? 5 : 1) * (1 - 0.5 / load(point));
      return measureAt({ perSec, p95Ms: 2 * load(point) }, planned);
    });
    expect(reason).toMatch(
      /^the answer is known: with 95 % confidence no point is better than batch=4 concurrency=16 precision=int8 by more than 2 %, taking for granted that twice the load lowers throughput by at most 10 % and at most doubles it, and that no load above one that misses the objectives keeps them;/,
    );
    expect(costMs(plan, measured)).toBeLessThan(200_000);
  });

  it("says of how many points nothing is known, because no run of them was valid", () => {
    const dead = ({ precision, batch }: Point) => precision === "int8" && batch === "4";
    const { reason } = search(adaptive, planOf(DEFAULT_GRID), (planned) => {
      const { point } = planned;
      const perSec =
        1000 * (point.precision === "fp16" && point.batch === "8" ? 5 : 1) * (1 - 0.5 / load(point));
      const invalid = { valid: false, reasons: ["server-died"] };
      return measureAt({ perSec, p95Ms: 2 * load(point) }, planned, dead(point) ? invalid : {});
    });
    const [, count] =
      /no (?:point|other) is .* (\d+) points? without a valid run left out, taking for granted/.exec(
        reason,
      ) ?? [];
    expect(Number(count), reason).toBeGreaterThan(0);
  });
});
