import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import type { Measure } from "../../src/result/measure.ts";
import { bestOf } from "../../src/sweep/adaptive/best.ts";
import { adaptive } from "../../src/sweep/adaptive.ts";
import { type Axis, keyOf, type Point } from "../../src/sweep/axes.ts";
import { confirming } from "../../src/sweep/confirm.ts";
import { answersOf } from "../../src/sweep/findings/answers.ts";
import { fullGrid } from "../../src/sweep/full.ts";
import type { Planned } from "../../src/sweep/measure.ts";
import type { SweepPlan } from "../../src/sweep/strategy.ts";
import { summarisePoints } from "../../src/sweep/summarise.ts";
import { measureAt, planOf, search } from "./known-server.ts";

const AXES: Axis[] = [
  { name: "precision", values: ["fp32", "int8"] },
  { name: "batch", values: ["1", "8"] },
  { name: "concurrency", values: ["1", "4"] },
];
const PLAN = planOf(AXES);
const RUNS = 3;

/** Inferences per second of a point, and by how much the runs that pick are above it. */
interface Server {
  readonly perSec: (point: Point) => number;
  readonly luck?: (point: Point) => number;
  readonly p95Ms?: (planned: Planned) => number;
}

const speeds = ({ precision, batch, concurrency }: Point) =>
  (precision === "int8" ? 1900 : 1500) * (batch === "8" ? 1 : 0.8) * (concurrency === "4" ? 1 : 0.5);

function run({ perSec, luck = () => 1, p95Ms = () => 10 }: Server): (planned: Planned) => Measure {
  return (planned) => {
    const lucky = planned.confirms === true ? 1 : luck(planned.point);
    return measureAt({ perSec: perSec(planned.point) * lucky, p95Ms: p95Ms(planned) }, planned);
  };
}

const strategy = (runs = RUNS, reference: string | undefined = "fp32") =>
  confirming(fullGrid, { runs, reference });

function answers(measures: readonly Measure[], changes: Partial<Parameters<typeof answersOf>[0]> = {}) {
  const { axes, goal, durationMs } = PLAN;
  const picking = measures.filter(({ confirms }) => !confirms);
  return answersOf({
    axes,
    goal,
    measures,
    points: summarisePoints(measures, durationMs),
    picking: summarisePoints(picking, durationMs),
    accuracy: [],
    price: { currency: "USD", isExample: true },
    partial: false,
    ...changes,
  });
}

const INT8 = { precision: "int8", batch: "8", concurrency: "4" };
const INT8_SINGLE = { precision: "int8", batch: "1", concurrency: "4" };
const FP32 = { precision: "fp32", batch: "8", concurrency: "4" };

describe("after the grid", () => {
  const { asked, reason, measured } = search(strategy(), PLAN, run({ perSec: speeds }));
  const again = asked.filter(({ confirms }) => confirms);

  it("the best, the best of another configuration and the reference's best are measured again, in turn", () => {
    expect(asked.slice(0, 8).every(({ confirms }) => !confirms)).toBe(true);
    expect(again.map(({ point }) => point)).toEqual([
      ...[INT8, INT8_SINGLE, FP32],
      ...[FP32, INT8_SINGLE, INT8],
      ...[INT8, INT8_SINGLE, FP32],
    ]);
    expect(again.every(({ durationMs }) => durationMs === PLAN.durationMs)).toBe(true);
    expect(reason).toBe("all 8 points were measured; then 3 points measured again, 3 times each");
  });

  it("with seeds that no run before had, the same within a round", () => {
    expect(again.map(({ take }) => take)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
    const places = asked.map(({ point, take }) => `${keyOf(point)} ${take}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it("nothing is measured again where nothing was asked, nothing was found, or there was one point to pick", () => {
    expect(search(strategy(0), PLAN, run({ perSec: speeds })).asked).toHaveLength(8);
    expect(search(strategy(), PLAN, run({ perSec: speeds, p95Ms: () => 60 })).asked).toHaveLength(8);
    const one = planOf([{ name: "batch", values: ["8"] }]);
    expect(search(strategy(RUNS, undefined), one, run({ perSec: speeds })).asked).toHaveLength(1);
  });

  it("the reference's best is measured again too where a search knew it from a probe alone", () => {
    const wide = planOf([
      { name: "precision", values: ["fp32", "fp16", "int8"] },
      { name: "batch", values: ["1", "2", "4", "8", "16", "32"] },
      { name: "concurrency", values: ["1", "4", "16", "64", "256"] },
    ]);
    const perSec = ({ precision, batch, concurrency }: Point) =>
      (precision === "int8" ? 4000 : 1000) * (1 - 0.5 / Number(batch)) * (1 - 0.1 / Number(concurrency));
    const { asked } = search(
      confirming(adaptive, { runs: 2, reference: "fp32", settle: bestOf }),
      wide,
      run({ perSec }),
    );
    const ofReference = asked.filter(({ point }) => point.precision === "fp32");
    const before = ofReference.filter(({ confirms }) => !confirms);
    expect(before.every(({ durationMs }) => durationMs < wide.durationMs)).toBe(true);
    expect(ofReference.filter(({ confirms }) => confirms)).toHaveLength(2);
  });

  it("in a sweep of loads alone the next load is the runner-up", () => {
    const loads = planOf([{ name: "concurrency", values: ["1", "4", "16"] }]);
    const { asked } = search(
      strategy(2, undefined),
      loads,
      run({ perSec: ({ concurrency }) => Number(concurrency) * 100 }),
    );
    expect(asked.slice(3).map(({ point }) => point.concurrency)).toEqual(["16", "4", "4", "16"]);
  });

  it("the best is said with the runs after it was picked", () => {
    expect(answers(measured).answer).toMatch(
      /int8, 8 items a request, 4 in flight: 1,900 inferences\/s at p95 10\.0 ms for \$\S+ per million at the example price, in 3 runs made after it was picked; 1\.3 times fp32's best/,
    );
  });
});

describe("the luck of the pick", () => {
  // Every run that picks this point is 30 % too fast.
  const lucky = { perSec: speeds, luck: ({ batch }: Point) => (batch === "1" ? 1.3 : 1) };
  const { measured } = search(strategy(), PLAN, run(lucky));

  it("is not in the figures: they are of the runs after the pick alone", () => {
    const points = summarisePoints(measured, PLAN.durationMs);
    const picked = points.find(({ point }) => keyOf(point) === keyOf(INT8_SINGLE));
    expect(picked).toMatchObject({ confirmed: 3, takes: 3, inferencesPerSec: 1520 });
    const { best } = answers(measured);
    expect([1520, 1900]).toContain(best?.score);
  });

  it("loses to a point that is shown to be better when both are measured again, and the answer says so", () => {
    const { best, answer } = answers(measured);
    expect(best).toEqual({ point: INT8, score: 1900 });
    expect(answer).toContain(
      "int8, 1 item a request, 4 in flight was picked first, and is 20 % behind since both were measured again",
    );
  });

  it("wins still where the other is ahead by no more than runs differ: the higher of two would be picked for its luck again", () => {
    const noisy = (planned: Planned) => {
      const rng = createRng(3, `${keyOf(planned.point)} ${planned.take}`);
      const { perSec } = { perSec: speeds(planned.point) };
      const luck = planned.confirms !== true && planned.point.batch === "1" ? 1.3 : 1;
      return measureAt({ perSec: perSec * luck * Math.exp(0.3 * normal(rng)), p95Ms: 10 }, planned);
    };
    const all = search(strategy(), PLAN, noisy).measured;
    const { best, answer } = answers(all);
    const finalists = all.filter(({ confirms }) => confirms).map(({ point }) => point);
    expect(best?.point).toEqual(finalists[0]);
    expect(answer).toMatch(/too close for these runs to tell|inferences\/s/);
  });

  it("is said where the point was not measured again", () => {
    const picking = measured.filter(({ confirms }) => !confirms);
    const words = /it was picked by these figures and not measured again since, so they are likely too good/;
    expect(answers(picking).answer).toMatch(words);
    expect(answers(picking, { partial: true }).answer).toMatch(words);
    const [only] = picking;
    if (only === undefined) throw new Error("there is a measure");
    expect(answers([only]).answer).not.toMatch(words);
  });

  it("is said while the best points are measured again, when that is interrupted", () => {
    const cut = measured.slice(0, 9);
    expect(answers(cut, { partial: true }).answer).toMatch(
      /^Interrupted while the best points were measured again; highest throughput .*, in 1 run made after it was picked/,
    );
  });
});

describe("a pick that misses the objectives when it is measured again", () => {
  const misses = (points: readonly Point[]) =>
    run({
      perSec: speeds,
      p95Ms: ({ point, confirms }) =>
        confirms === true && points.some((one) => keyOf(one) === keyOf(point)) ? 60 : 10,
    });

  it("is not recommended; the runner-up that keeps them is, and the answer says so", () => {
    const { measured, asked } = search(strategy(), PLAN, misses([INT8]));
    expect(asked).toHaveLength(8 + 9);
    const { best, answer } = answers(measured);
    expect(best).toEqual({ point: INT8_SINGLE, score: 1520 });
    expect(answer).toContain(
      "int8, 8 items a request, 4 in flight looked better, and missed p95 ≤ 50 ms when measured again",
    );
  });

  it("gives way to the next ones, where none of the first keeps them", () => {
    const { measured, asked } = search(strategy(), PLAN, misses([INT8, INT8_SINGLE, FP32]));
    const next = asked.slice(8 + 9);
    expect(next.slice(0, 3).map(({ point }) => keyOf(point))).toEqual([
      keyOf({ ...FP32, batch: "1" }),
      keyOf({ ...INT8, concurrency: "1" }),
      keyOf({ ...INT8, concurrency: "1" }),
    ]);
    expect(Math.min(...next.map(({ take }) => take))).toBe(1 + RUNS);
    expect(answers(measured).best?.point).toEqual({ ...FP32, batch: "1" });
    expect(answers(measured).answer).toContain(
      "3 points looked better, and missed p95 ≤ 50 ms when measured again",
    );
  });

  it("leaves nothing to recommend, where none keeps them", () => {
    const { measured, reason } = search(
      strategy(),
      PLAN,
      run({ perSec: speeds, p95Ms: ({ confirms }) => (confirms === true ? 60 : 10) }),
    );
    const { best, bestAbsent } = answers(measured);
    expect(best).toBeNull();
    expect(bestAbsent).toMatch(
      /^the 7 points that looked best missed p95 ≤ 50 ms when they were measured again; nearest is .*, whose p95 is 60\.0 ms$/,
    );
    expect(reason).toMatch(/; then 7 points measured again, 3 times each$/);
  });

  it("stays, with the words that it was not measured again, where no run after the pick was valid", () => {
    const { measured } = search(strategy(), PLAN, (planned) => ({
      ...run({ perSec: speeds })(planned),
      valid: planned.confirms !== true,
    }));
    const { best, answer } = answers(measured);
    expect(best?.point).toEqual(INT8);
    expect(answer).toContain("not measured again since");
  });
});

describe("whatever the runs say", () => {
  const noisy = (seed: number) => (planned: Planned) => {
    const rng = createRng(seed, `${keyOf(planned.point)} ${planned.take}`);
    const truth = {
      perSec: speeds(planned.point) * Math.exp(0.2 * normal(rng)),
      p95Ms: 45 * Math.exp(0.2 * normal(rng)),
    };
    const fate = rng();
    return measureAt(truth, planned, { valid: fate >= 0.1, reasons: fate < 0.1 ? ["late"] : [] });
  };
  const strategies = [strategy(), confirming(adaptive, { runs: 2, reference: "fp32", settle: bestOf })];

  it("it goes on after any cut as it would have without", () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.constantFrom(...strategies),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, follow, share) => {
          const plan: SweepPlan = { ...PLAN, seed };
          const whole = search(follow, plan, noisy(seed));
          const cut = whole.measured.slice(0, Math.floor(share * whole.measured.length));
          const rest = search(follow, plan, noisy(seed), cut);
          expect(rest.measured).toEqual(whole.measured);
          expect(rest.reason).toBe(whole.reason);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("no run after the pick has the seed of one before, and the search is asked with its own runs alone", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom(...strategies), (seed, follow) => {
        const { asked, measured } = search(follow, { ...PLAN, seed }, noisy(seed));
        const before = asked.filter(({ confirms }) => !confirms).map(({ take }) => take);
        for (const { take, confirms } of asked) if (confirms) expect(before).not.toContain(take);
        const places = asked.map(({ point, take }) => `${keyOf(point)} ${take}`);
        expect(new Set(places).size).toBe(places.length);
        const first = measured.findIndex(({ confirms }) => confirms);
        if (first >= 0) expect(measured.slice(first).every(({ confirms }) => confirms)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
