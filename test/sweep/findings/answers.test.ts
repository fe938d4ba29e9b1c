import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WISHES, type Wish } from "../../../src/result/goal.ts";
import { sweepResultSchema } from "../../../src/result/sweep-result.ts";
import type { Axis } from "../../../src/sweep/axes.ts";
import { answersOf, type SweepFindings } from "../../../src/sweep/findings/answers.ts";
import { measure, summary, variant } from "../findings.ts";

const AXES: Axis[] = [
  { name: "precision", values: ["fp32", "fp16", "int8"] },
  { name: "batch", values: ["1", "8"] },
  { name: "concurrency", values: ["1", "4"] },
];
const PASS = [{ level: 0.99, verdict: "pass" as const }];
const ACCURACY = [
  variant("fp32", { reference: true, accuracy: 0.972, verdicts: PASS }),
  variant("fp16", { accuracy: 0.972, agreement: 1, verdicts: PASS }),
  variant("int8", { accuracy: 0.97, agreement: 0.99, verdicts: PASS }),
];

type PointFigures = Parameters<typeof summary>[1] & { perSec?: number; p95?: number };

function point(precision: string, batch: number, concurrency: number, given: PointFigures = {}) {
  const { perSec = 100, p95 = 10, ...figures } = given;
  return summary(
    { precision, batch: String(batch), concurrency: String(concurrency) },
    {
      inferencesPerSec: perSec,
      costPerMillionInferences: perSec === 0 ? null : 146 / perSec,
      latencyMs: { mean: p95 / 2, p50: p95 / 2, p90: p95, p95, p99: p95 },
      holds: true,
      answer: "holds",
      ...figures,
    },
  );
}

const FINDINGS: SweepFindings = {
  axes: AXES,
  goal: { wish: "cheapest", slo: ["p95<=50ms"], accuracy: 0.99 },
  measures: [],
  points: [point("fp32", 8, 4, { perSec: 1583, p95: 38 }), point("int8", 8, 4, { perSec: 1900, p95: 31 })],
  accuracy: ACCURACY,
  price: { currency: "USD", isExample: false },
  partial: false,
};

const answer = (changes: Partial<SweepFindings>) => answersOf({ ...FINDINGS, ...changes }).answer;
const goal = (changes: Partial<SweepFindings["goal"]>) => ({ goal: { ...FINDINGS.goal, ...changes } });

describe("one sentence", () => {
  it("says the goal, the best point, its figures and what it is worth beside the reference", () => {
    const points = FINDINGS.points.map((one) => ({ ...one, takes: 3, confirmed: 3 }));
    expect(answer({ points })).toBe(
      "Cheapest with p95 ≤ 50 ms and ≥ 99 % of fp32's accuracy: int8, 8 items a request, 4 in flight: " +
        "1,900 inferences/s at p95 31.0 ms for $0.0768 per million, in 3 runs made after it was picked; fp32's best that is shown to hold costs 1.2 times as much.",
    );
  });

  it.each([
    ["throughput", /^Highest throughput with .*; 1\.2 times fp32's best that is shown to hold\.$/],
    ["latency", /^Lowest latency with .*; fp32's best that is shown to hold takes 1\.2 times as long\.$/],
  ] as const)("in the words of %s", (wish, words) => {
    expect(answer(goal({ wish }))).toMatch(words);
  });

  it("has no words for what was not asked, and calls the example price an example", () => {
    const axes: Axis[] = [{ name: "batch", values: ["1", "8"] }];
    const points = [summary({ batch: "8" }, { inferencesPerSec: 50, costPerMillionInferences: 2 })];
    expect(
      answer({
        axes,
        points,
        accuracy: [],
        price: { currency: "USD", isExample: true },
        ...goal({ slo: [] }),
      }),
    ).toBe("Cheapest: 8 items a request: 50.0 inferences/s for $2.00 per million at the example price.");
  });

  it("names the runner-up of another configuration where the runs cannot tell them apart", () => {
    const points = [
      point("int8", 8, 4, { perSec: 1900 }),
      point("int8", 8, 1, { perSec: 1890 }),
      point("int8", 1, 4, { perSec: 1843 }),
      point("fp32", 8, 4, { perSec: 1000 }),
    ];
    expect(answer({ points })).toMatch(
      /; int8, 1 item a request, 4 in flight is 3\.0 % behind, too close for these/,
    );
    // Runs that vary by 0.5 % tell 3 % apart.
    const measures = [0, 1, 2, 3].flatMap((take) =>
      points.map((one) =>
        measure(one.point, {
          take,
          costPerMillionInferences: (one.costPerMillionInferences ?? 0) * (1 + take / 400),
        }),
      ),
    );
    const repeated = points.map((one) => ({ ...one, takes: 4 }));
    expect(answer({ points: repeated, measures })).not.toMatch(/behind/);
  });

  it("says that the reference's best is from a probe, or that there is none", () => {
    const int8 = point("int8", 8, 4, { perSec: 1900 });
    const probe = point("fp32", 8, 4, { perSec: 950, state: "probed", takes: 0 });
    expect(answer({ points: [int8, probe] })).toMatch(
      /; fp32's best that is shown to hold costs 2\.0 times as much, by a short probe\.$/,
    );
    expect(answer({ points: [int8] })).toMatch(/; no point of fp32 was seen to hold the same\.$/);
    expect(answer({ points: [int8], ...goal({ slo: [] }) })).toMatch(
      /; no valid point of fp32 was measured\.$/,
    );
  });

  it("does not name a variant that is barred and no better", () => {
    const accuracy = [variant("fp32", { reference: true }), variant("int8")];
    const points = [point("fp32", 8, 4, { perSec: 1900 }), point("int8", 8, 4, { perSec: 1900 })];
    expect(answer({ points, accuracy })).toMatch(/ per million\.$/);
  });

  it("says how exact the best is where any accuracy will do", () => {
    const any = goal({ accuracy: null });
    expect(answer(any)).toMatch(/^Cheapest with p95 ≤ 50 ms, whatever the accuracy: int8/);
    expect(answer(any)).toMatch(/; it answers 97\.0 % right, fp32 97\.2 %/);
    const unlabelled = [
      variant("fp32", { reference: true }),
      variant("int8", { labelled: false, agreement: 0.99 }),
    ];
    expect(answer({ ...any, accuracy: unlabelled })).toMatch(/; it gives fp32's class for 99\.0 % of items/);
    expect(answer({ ...any, accuracy: [] })).toMatch(/; how exact int8 is, is not known/);
  });

  it("says when it is known from probes only, and how far an interrupted sweep came", () => {
    const points = [point("fp32", 1, 1, { state: "probed", takes: 0 })];
    expect(answer({ points, partial: true })).toBe(
      "Interrupted after 1 of 12 points; cheapest with p95 ≤ 50 ms and ≥ 99 % of fp32's accuracy: fp32, 1 item a " +
        "request, 1 in flight: 100.0 inferences/s at p95 10.0 ms for $1.46 per million; known from a short probe only.",
    );
  });
});

describe("a best point that is not shown to hold the objectives", () => {
  const open = [
    {
      objective: "p95<=50ms",
      within: 1443,
      scheduled: 1500,
      share: 0.95,
      holds: true,
      worth: 120.4,
      answer: "not shown" as const,
    },
  ];
  const best = point("int8", 8, 4, { perSec: 1900, answer: "not shown", objectives: open });

  it("is said to be observed within the limits, with what that rests on", () => {
    expect(answer({ points: [best] })).toContain(
      "; observed within the limits, not shown to hold: 96.2 % of 1,500 requests, worth 120 independent ones, kept p95 ≤ 50 ms",
    );
  });

  it("is said beside the next one that is shown to hold them", () => {
    const shown = point("int8", 8, 1, { perSec: 1805 });
    expect(answer({ points: [best, shown] })).toContain(
      "kept p95 ≤ 50 ms; int8, 8 items a request, 1 in flight is shown to hold, 5.0 % behind",
    );
  });

  it("is compared with a reference that was seen to hold, where that is not shown either", () => {
    const fp32 = point("fp32", 8, 4, { perSec: 1000, answer: "not shown", objectives: open });
    expect(answer({ points: [best, fp32] })).toContain(
      "fp32's best that was seen to hold costs 1.9 times as much",
    );
  });
});

describe("never recommends", () => {
  const fp32 = point("fp32", 8, 4, { perSec: 1000 });
  const int8 = point("int8", 8, 4, { perSec: 1900 });
  const best = (changes: Partial<SweepFindings>) =>
    answersOf({ ...FINDINGS, points: [fp32, int8], ...changes }).best;

  it.each([
    [
      "is not shown to hold 99 % of fp32's accuracy",
      variant("int8", { verdicts: [{ level: 0.99, verdict: "not shown" }] }),
    ],
    [
      "has less than 99 % of fp32's accuracy",
      variant("int8", { verdicts: [{ level: 0.99, verdict: "fail" }] }),
    ],
    ["has no labelled inputs to show its accuracy by", variant("int8", { labelled: false })],
    ["was not compared for accuracy", variant("fp16")],
  ])("a variant that %s, but says what it would be worth", (why, known) => {
    const accuracy = [variant("fp32", { reference: true, verdicts: PASS }), known];
    expect(best({ accuracy })?.point).toEqual(fp32.point);
    expect(answer({ points: [fp32, int8], accuracy })).toMatch(
      new RegExp(`; int8 would cost 0\\.53 times as much, but ${why}\\.$`),
    );
    expect(best({ accuracy, ...goal({ accuracy: null }) })?.point).toEqual(int8.point);
  });

  it("a variant at another level than the one that it was shown to hold", () => {
    expect(best(goal({ accuracy: 0.999 }))?.point).toEqual(fp32.point);
  });

  it("a point that misses an objective, or was not judged, or a probe where a whole point will do", () => {
    for (const changes of [{ holds: false }, { holds: null }, { state: "probed" as const, takes: 0 }])
      expect(best({ points: [fp32, { ...int8, ...changes }] })?.point).toEqual(fp32.point);
    expect(best({ points: [fp32, { ...int8, holds: null }], ...goal({ slo: [] }) })?.point).toEqual(
      int8.point,
    );
  });

  it("anything but the best of what it may, whatever was measured", () => {
    const measured = fc.record({
      precision: fc.constantFrom("fp32", "fp16", "int8"),
      perSec: fc.integer({ min: 0, max: 5 }),
      p95: fc.integer({ min: 1, max: 5 }),
      holds: fc.constantFrom(true, false, null),
      state: fc.constantFrom("measured" as const, "probed" as const, "invalid" as const),
    });
    fc.assert(
      fc.property(
        fc.array(measured, { maxLength: 12 }),
        fc.constantFrom<Wish>("cheapest", "throughput", "latency"),
        fc.constantFrom("pass" as const, "fail" as const, "not shown" as const),
        fc.boolean(),
        (all, wish, verdict, hasSlo) => {
          const points = all.map(({ precision, ...figures }, i) => point(precision, i + 1, 1, figures));
          const accuracy = [
            variant("fp32", { reference: true, verdicts: PASS }),
            variant("int8", { verdicts: [{ level: 0.99, verdict }] }),
          ];
          const slo = hasSlo ? ["p95<=50ms"] : [];
          const found = answersOf({ ...FINDINGS, points, accuracy, goal: { wish, slo, accuracy: 0.99 } });
          const may = points.filter(
            (one) =>
              (one.point.precision === "fp32" || (one.point.precision === "int8" && verdict === "pass")) &&
              (!hasSlo || one.holds === true) &&
              one.state !== "invalid" &&
              (wish === "latency" || (one.inferencesPerSec ?? 0) > 0),
          );
          const whole = may.filter(({ state }) => state === "measured");
          const figures = (whole.length > 0 ? whole : may).map((one) =>
            wish === "latency" ? -(one.latencyMs.p95 ?? 0) : (one.inferencesPerSec ?? 0),
          );
          const chosen = points.find((one) => one.point === found.best?.point);
          expect(chosen === undefined).toBe(may.length === 0);
          expect(found.bestAbsent === null).toBe(may.length > 0);
          expect(found.answer).toMatch(/^[A-Z].*[^.]\.$/);
          expect(found.answer).not.toMatch(/undefined|null|NaN/);
          if (chosen !== undefined)
            expect(wish === "latency" ? -(chosen.latencyMs.p95 ?? 0) : chosen.inferencesPerSec).toBe(
              Math.max(...figures),
            );
        },
      ),
    );
  });
});

describe("says why nothing is recommended", () => {
  const absent = (changes: Partial<SweepFindings>) => answersOf({ ...FINDINGS, ...changes }).bestAbsent;

  it("with the nearest miss", () => {
    const points = [
      point("fp32", 8, 4, { holds: false, p95: 90 }),
      point("fp32", 1, 1, { holds: false, p95: 61.2 }),
      point("int8", 1, 1, { holds: null }),
    ];
    expect(absent({ points })).toBe(
      "none of 3 points was seen to hold p95 ≤ 50 ms; nearest is fp32, 1 item a request, 1 in flight, whose p95 is " +
        "61.2 ms; 1 point had too few requests to judge, and longer runs would tell",
    );
    expect(answer({ points })).toMatch(
      /^Cheapest with p95 ≤ 50 ms and ≥ 99 % of fp32's accuracy: none of 3 points/,
    );
  });

  it("by the failures, where more than 1 % failed at every point, although nobody gave an objective", () => {
    const none = goal({ slo: [] });
    const points = [point("fp32", 1, 1, { failedShare: 0.25 }), point("fp32", 1, 4, { failedShare: 0.4 })];
    expect(absent({ points, ...none })).toMatch(
      /^at each of 2 points more than 1\.0 % of the requests failed \(25 % at/,
    );
    expect(answersOf({ ...FINDINGS, points, ...none }).pareto).toEqual([]);
    const allowed = goal({ slo: ["errors<=50%"] });
    const held = points.map((one) => ({ ...one, holds: true }));
    expect(answersOf({ ...FINDINGS, points: held, ...allowed }).best).not.toBeNull();
  });

  it("by the objective that is missed the most, and with the failures that break one in time", () => {
    const two = goal({ slo: ["p50<=10ms", "p95<=1s", "p99.9<=2s"] });
    expect(absent({ points: [point("fp32", 1, 1, { holds: false, p95: 1200 })], ...two })).toMatch(
      /p50 ≤ 10 ms and p95 ≤ 1 s and p99\.9 ≤ 2 s; nearest is .* whose p50 is 600 ms$/,
    );
    const failing = point("fp32", 1, 1, { holds: false, failedShare: 0.07 });
    expect(absent({ points: [failing] })).toMatch(
      /whose p95 is infinite, because 7\.0 % of its requests failed$/,
    );
    const ttft = goal({ slo: ["ttft.p99<=200ms"] });
    expect(absent({ points: [failing], ...ttft })).toBe(
      "the only valid point was not seen to hold ttft p99 ≤ 200 ms",
    );
  });

  it("where nothing was valid, nothing answered, nothing measured", () => {
    const invalid = { state: "invalid" as const, takes: 0, reasons: ["overloaded"] };
    const points = [
      point("fp32", 1, 1, invalid),
      point("fp32", 1, 4, { ...invalid, reasons: ["machine-stalls"] }),
    ];
    expect(absent({ points })).toBe("no run at 2 points was valid (overloaded: 1, machine-stalls: 1)");
    expect(absent({ points: [point("fp32", 1, 1, { perSec: 0 })] })).toBe(
      "no request was answered at 1 point",
    );
    expect(absent({ points: [] })).toBe("no point was measured");
    const noCost = point("fp32", 1, 1, { costPerMillionInferences: null });
    expect(absent({ points: [noCost] })).toBe("no point has a figure for cost per million inferences");
  });

  it("where only variants were measured that may not be recommended, naming what would do", () => {
    const accuracy = [variant("fp32", { reference: true }), variant("int8")];
    const points = [point("int8", 8, 4)];
    expect(absent({ points, accuracy })).toBe(
      "no valid point is of fp32 or another variant that is shown to be as exact as was asked for",
    );
    expect(answer({ points, accuracy })).toMatch(
      /; int8, 8 items a request, 4 in flight would do, but int8 is not shown to hold 99 % of fp32's accuracy\.$/,
    );
  });
});

it("without a comparison fp32 is the reference, else the first value", () => {
  const best = (values: Axis["values"]) =>
    answersOf({
      ...FINDINGS,
      axes: [{ name: "precision", values }],
      points: values.map((precision, i) => point(precision, 1, 1, { perSec: 100 + i })),
      accuracy: [],
    }).best?.point.precision;
  expect(best(["fp16", "fp32", "int8"])).toBe("fp32");
  expect(best(["fp16", "int8"])).toBe("fp16");
});

it.each(Object.keys(WISHES) as Wish[])("all answers fit the document of a sweep (%s)", (wish) => {
  const found = answersOf({ ...FINDINGS, goal: { ...FINDINGS.goal, wish } });
  const schema = sweepResultSchema.pick({
    pareto: true,
    best: true,
    bestAbsent: true,
    knees: true,
    effects: true,
    answer: true,
  });
  expect(schema.parse(found)).toEqual(found);
  expect(found.best?.score).toBe({ cheapest: 146 / 1900, throughput: 1900, latency: 31 }[wish]);
  // int8 is faster and cheaper, fp32 more exact.
  expect(found.pareto).toEqual(FINDINGS.points.map((one) => one.point));
});
