import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countedDemand, curveDemand, flatDemand, scaledDemand } from "../../src/planning/demand/demand.ts";
import { coldStartMs } from "../../src/planning/hours/cold-start.ts";
import { DayTally } from "../../src/planning/hours/day-tally.ts";
import {
  hourlySchedule,
  leadMinutes,
  paidIn,
  replicaHoursOf,
  scheduleAutoscaler,
  stretchesOf,
} from "../../src/planning/hours/hourly-schedule.ts";
import { chosenTarget, firstTarget, nextTarget } from "../../src/planning/hours/rate-hpa.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import { startAutoscaler } from "../../src/simulator/autoscalers/index.ts";
import { parseServiceSpec } from "../../src/simulator/service/spec.ts";
import { drive, orders } from "../simulator/autoscalers/toy-fleet.ts";

const night = (hour: number) => hour < 8 || hour >= 20;
const byHour = (of: (hour: number) => number) => Array.from({ length: 24 }, (_, hour) => of(hour));

describe("a schedule by the hour", () => {
  it("has replicas ready when their hour begins, and pays for them from their order on", () => {
    const schedule = hourlySchedule(
      byHour((hour) => (night(hour) ? 2 : 6)),
      5,
    );
    expect(stretchesOf(schedule.minutes)).toEqual([
      { fromMinute: 475, untilMinute: 1200, replicas: 6 },
      { fromMinute: 1200, untilMinute: 1440 + 475, replicas: 2 },
    ]);
    // Twelve hours of six and twelve of two, and five minutes of four more.
    expect(replicaHoursOf(schedule)).toBeCloseTo(12 * 6 + 12 * 2 + (4 * 5) / 60, 9);
    expect(paidIn(schedule, 7)).toBeCloseTo(2 + (4 * 5) / 60, 9);
    expect(schedule.isRaised).toBe(false);
  });

  it("takes whole minutes for a cold start and the next look of the HPA", () => {
    expect([0, 45_000, 45_001, 60_000].map(leadMinutes)).toEqual([1, 1, 2, 2]);
    const times = (imagePull: string, modelLoad: string) =>
      coldStartMs({ imagePull: parseServiceSpec(imagePull), modelLoad: parseServiceSpec(modelLoad) }, 1);
    expect(times("fixed:30s", "fixed:12s")).toBe(42_000);
    // 99 of 100 exponential times of a minute are below 60 s · ln 100 = 276 s; the spread of that over 2000 draws is some 6 %.
    expect(times("exponential:60s", "fixed:0.001ms") / 276_310).toBeGreaterThan(0.75);
    expect(times("exponential:60s", "fixed:0.001ms") / 276_310).toBeLessThan(1.25);
  });

  it("raises what the HPA would leave out, around midnight too, and never lowers", () => {
    const small = hourlySchedule(
      byHour((hour) => (hour === 0 ? 21 : 20)),
      2,
    );
    expect(new Set(small.minutes)).toEqual(new Set([21]));
    expect(small.isRaised).toBe(true);
    expect(scheduleAutoscaler(small)).toBeNull();
    // 12 is less than a tenth below 13, and more than that above 10.
    const chain = hourlySchedule(
      byHour((hour) => (hour < 8 ? 10 : hour < 12 ? 12 : 13)),
      2,
    );
    expect(stretchesOf(chain.minutes).map(({ replicas }) => replicas)).toEqual([10, 13]);
  });

  it("has for every hour what it needs, whatever that is and however long replicas take", () => {
    const needed = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(needed, fc.integer({ min: 1, max: 2000 }), (counts, lead) => {
        const { minutes } = hourlySchedule(counts, lead);
        const isEnough = minutes.every(
          (replicas, minute) => replicas >= (counts[Math.floor(minute / 60)] ?? 0),
        );
        expect(isEnough).toBe(true);
        expect(Math.max(...minutes)).toBe(Math.max(...counts));
      }),
      { numRuns: 30 },
    );
  });

  it("is what KEDA orders by its manifest, to the minute", () => {
    const counts = byHour((hour) => [3, 3, 2, 9, 1, 12, 11, 20, 4][Math.floor(hour / 3)] ?? 3);
    const schedule = hourlySchedule(counts, 75);
    const choice = scheduleAutoscaler(schedule);
    const initial = schedule.minutes[0] ?? 1;
    const running = startAutoscaler(choice ?? { kind: "none" }, { initialReplicas: initial, phase: 0 });
    const changes = orders(drive(running, initial, () => 0, 1440 * 60_000 - 1));
    const wanted = stretchesOf(schedule.minutes)
      .filter(({ fromMinute }) => fromMinute > 0)
      .map(({ fromMinute, replicas }) => [60 * fromMinute, replicas]);
    expect(wanted.length).toBeGreaterThan(4);
    expect(changes).toEqual(wanted);
  });
});

describe("the target of an HPA", () => {
  const needed = [
    { ratePerSec: 100, replicas: 10, evaluation: null },
    { ratePerSec: 45, replicas: 5, evaluation: null },
    { ratePerSec: 10, replicas: 2, evaluation: null },
  ];

  it("is tried first at what each replica was shown to carry, less the tolerance and the growth", () => {
    // 45/s on five: 9/s each, less a tenth of tolerance; the night, which has the fewest anyway, does not count.
    const flat = firstTarget(needed, flatDemand(100), { spare: 0, coldStartMs: 60_000 });
    expect(flat).toBeCloseTo(9 / 1.1, 2);
    // A demand that doubles at once is followed by none; the target is lowered by a fifth at most.
    const steep = curveDemand([
      { hour: 0, ratePerSec: 10 },
      { hour: 11.99, ratePerSec: 10 },
      { hour: 12, ratePerSec: 100 },
    ]);
    expect(firstTarget(needed, steep, { spare: 0, coldStartMs: 60_000 })).toBeCloseTo(9 / 1.1 / 1.25, 2);
    expect(firstTarget(needed, flatDemand(100), { spare: 1, coldStartMs: 0 })).toBeCloseTo(7.5 / 1.1, 2);
  });

  it("is raised while it is kept, else lowered until it is, and the highest that is kept is taken", () => {
    const tried = (...targets: readonly (readonly [number, boolean])[]) =>
      targets.map(([targetPerSec, isKept]) => ({ targetPerSec, isKept }));
    expect(nextTarget(tried([8, true]))).toBe(10);
    expect(nextTarget(tried([8, true], [10, false]))).toBeNull();
    expect(chosenTarget(tried([8, true], [10, false]))).toBe(8);
    expect(nextTarget(tried([8, false]))).toBe(6.4);
    expect(nextTarget(tried([8, false], [6.4, true]))).toBeNull();
    expect(chosenTarget(tried([8, false], [6.4, false]))).toBe(6.4);
  });
});

describe("the minutes of a demand", () => {
  it("are those of its curve, its counts, and grow with it", () => {
    const curve = curveDemand([
      { hour: 0, ratePerSec: 0 },
      { hour: 12, ratePerSec: 720 },
    ]);
    expect([0, 60, 720, 1380].map((minute) => curve.minutes[minute])).toEqual([0, 60, 720, 60]);
    expect(scaledDemand(curve, { peakPerSec: 1440, growth: 0 }).minutes[60]).toBeCloseTo(120, 9);
    const counted = countedDemand(
      { fromMinute: 1439, counts: [60, 120, null, ...Array(58).fill(180), 6000] },
      "counts",
    );
    expect(counted.minutes).toHaveLength(1440);
    expect([1439, 0, 2].map((minute) => counted.minutes[minute])).toEqual([1, 2, 3]);
    // Minute 1 was not counted, and its hour is held to 3/s; hour 5 was not counted at all, and stands as the busiest.
    expect(counted.minutes[1]).toBe(counted.hours[0]?.busiestPerSec);
    expect(counted.minutes[300]).toBe(100);
  });
});

it("requests of a day count in the hour in which they were due, also those that end in the next one", () => {
  const HOUR_MS = 3_600_000;
  const tally = new DayTally([objectiveOf("p99<=100ms")], 7, 10_000);
  const sample = (intendedMs: number, tookMs: number, outcome = "ok") =>
    ({ phase: "measure", intendedMs, doneMs: intendedMs + tookMs, outcome }) as Parameters<
      DayTally["add"]
    >[0];
  tally.add(sample(1000, 50));
  tally.add(sample(HOUR_MS - 1000, 90));
  tally.add(sample(HOUR_MS + 500, 10));
  tally.add(sample(HOUR_MS - 10, 9000));
  tally.add(sample(5 * HOUR_MS, 20, "timeout"));
  const hours = tally.outcomes();
  expect(hours).toHaveLength(24);
  expect(hours.map(({ requests }) => requests).slice(0, 7)).toEqual([3, 1, 0, 0, 0, 1, 0]);
  expect(hours[0]).toMatchObject({ seed: 7, p99Ms: 9000, minutes: [true, false] });
  expect(hours[5]).toMatchObject({ failed: 1, minutes: [false] });
});
