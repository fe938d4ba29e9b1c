import { describe, expect, it } from "vitest";
import {
  betweenThree,
  cheapestOf,
  judgeChoice,
  loadLineOf,
  type MachineChoice,
  tellingLimits,
} from "../../src/planning/cheapest-choice.ts";

const level = (perSec: number, timeMs: number) => ({ perSec, timeMs });

/** A small machine that is cheap by the hour, and a big one that computes ten times as much for seven times the price. */
const small: MachineChoice = {
  name: "small",
  usdPerHour: 0.5,
  measured: [level(100, 8), level(150, 30), level(160, 90)],
  predicted: [level(110, 9), level(140, 35), level(150, 95)],
};
const big: MachineChoice = {
  name: "big",
  usdPerHour: 3.5,
  measured: [level(400, 4), level(900, 12), level(1500, 40)],
  predicted: [level(420, 4), level(950, 11), level(1600, 45)],
};

describe("the load line of measured loads", () => {
  it("is the highest rate that keeps the limit, and none where all miss it", () => {
    expect(loadLineOf(small.measured, 30)).toBe(150);
    expect(loadLineOf(small.measured, 29.9)).toBe(100);
    expect(loadLineOf(small.measured, 7)).toBeNull();
    expect(loadLineOf([], 7)).toBeNull();
  });

  it("is not lowered by a load that misses the limit below others that keep it", () => {
    expect(loadLineOf([level(556, 80), level(698, 40), level(700, 90)], 50)).toBe(698);
  });
});

describe("the cheapest machine", () => {
  it("is by cost at the load line, and not by the hour", () => {
    // At 100 ms: 0.5 / 160 against 3.5 / 1500 an hour for each item a second.
    expect(cheapestOf([small, big], 100, "measured")).toMatchObject({ name: "big" });
    // At 10 ms: 0.5 / 100 against 3.5 / 400.
    expect(cheapestOf([small, big], 10, "measured")?.name).toBe("small");
    expect(cheapestOf([small, big], 10, "measured")?.usd).toBeCloseTo((0.5 / 3600 / 100) * 1e6);
  });

  it("is one that keeps the limit, whatever it costs, and nobody where none does", () => {
    expect(cheapestOf([small, big], 5, "measured")?.name).toBe("big");
    expect(cheapestOf([small, big], 3, "measured")).toBeNull();
  });
});

describe("a predicted choice held against the measured one", () => {
  it("is right without regret", () => {
    expect(judgeChoice([small, big], 100)).toEqual({
      limitMs: 100,
      measured: "big",
      predicted: "big",
      isRight: true,
      regretPercent: 0,
    });
  });

  it("that is wrong costs as much more as the machines were measured to differ", () => {
    const hopeful = { ...small, predicted: [level(1000, 5)] };
    const judged = judgeChoice([hopeful, big], 100);
    expect(judged).toMatchObject({ measured: "big", predicted: "small", isRight: false });
    expect(judged?.regretPercent).toBeCloseTo(100 * (0.5 / 160 / (3.5 / 1500) - 1));
  });

  it("that misses the limit, or is none, has no regret in money", () => {
    const hopeful = { ...small, predicted: [level(1000, 1)] };
    expect(judgeChoice([hopeful, big], 5)).toMatchObject({ predicted: "small", regretPercent: null });
    const silent = [small, big].map((one) => ({ ...one, predicted: [] }));
    expect(judgeChoice(silent, 100)).toMatchObject({
      predicted: null,
      isRight: false,
      regretPercent: null,
    });
  });

  it("is not asked for where no machine was measured to keep the limit", () => {
    expect(judgeChoice([small, big], 3)).toBeNull();
  });
});

describe("the limits that are asked", () => {
  it("are those at which a measured load line changes", () => {
    expect(tellingLimits([small, big])).toEqual([5, 10, 20, 50, 100]);
    expect(tellingLimits([{ measured: [level(10, 3)] }])).toEqual([5]);
    expect(tellingLimits([{ measured: [] }])).toEqual([]);
  });
});

describe("a sweep as three of its levels say", () => {
  it("has these as they are, and the others between on lines of logarithms", () => {
    const power = [1, 2, 4, 8, 16].map((concurrency) => ({
      concurrency,
      perSec: 30 * concurrency ** 0.5,
      timeMs: 7 * concurrency ** 1.5,
    }));
    for (const [index, told] of betweenThree(power).entries()) {
      expect(told.perSec).toBeCloseTo(power[index]?.perSec ?? 0);
      expect(told.timeMs).toBeCloseTo(power[index]?.timeMs ?? 0);
    }
    const [, second, third] = betweenThree(
      power.map((one, at) => (at === 1 ? { ...one, perSec: 999 } : one)),
    );
    expect(second?.perSec).toBeCloseTo(30 * 2 ** 0.5);
    expect(third?.perSec).toBeCloseTo(60);
  });

  it("of one level, or none, is that", () => {
    const one = { concurrency: 4, perSec: 10, timeMs: 5 };
    expect(betweenThree([one])).toEqual([{ perSec: 10, timeMs: 5 }]);
    expect(betweenThree([])).toEqual([]);
  });
});
