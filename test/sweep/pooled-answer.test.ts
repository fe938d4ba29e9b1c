import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "../../src/core/rng.ts";
import type { Measure } from "../../src/result/measure.ts";
import { answerOfAll, answerOfTakes } from "../../src/sweep/pooled-answer.ts";
import { summarisePoints } from "../../src/sweep/summarise.ts";
import { measure } from "./findings.ts";

type Judged = Measure["objectives"][number];

const take = (within: number, scheduled: number, given: Partial<Judged> = {}): Judged => ({
  objective: "p95<=50ms",
  within,
  scheduled,
  share: 0.95,
  margin: null,
  worth: scheduled,
  answer: "not shown",
  holds: within >= 0.95 * scheduled,
  ...given,
});

const answer = (takes: readonly Judged[]) => {
  const sum = (read: (one: Judged) => number | null) =>
    takes.reduce((total, one) => total + (read(one) ?? 0), 0);
  const keeps = sum(({ within }) => within) >= 0.95 * sum(({ scheduled }) => scheduled);
  return answerOfTakes(0.95, keeps, takes);
};

describe("takes together", () => {
  it("hold where the bound of their share is not below what is asked for, and miss where the other bound is", () => {
    expect(answer([take(980, 1000), take(981, 1000)])).toEqual({ worth: 2000, answer: "holds" });
    expect(answer([take(900, 1000), take(905, 1000)])).toEqual({ worth: 2000, answer: "misses" });
    expect(answer([take(955, 1000), take(953, 1000)]).answer).toBe("not shown");
  });

  it("show more than each of them alone", () => {
    expect(answer([take(966, 1000, { worth: 300 })]).answer).toBe("not shown");
    expect(answer([0, 1, 2].map(() => take(966, 1000, { worth: 300 })))).toEqual({
      worth: 900,
      answer: "holds",
    });
  });

  it("are worth no more than the independent requests in them: 10,000 that are worth 20 show nothing", () => {
    expect(answer([take(9800, 10_000, { worth: 20 })])).toEqual({ worth: 20, answer: "not shown" });
  });

  it("that differ by more than their requests explain count as few: the next take may be another again", () => {
    const alike = answer([take(4830, 5000), take(4828, 5000), take(4832, 5000)]);
    const unlike = answer([take(4995, 5000), take(4850, 5000), take(4645, 5000)]);
    expect(alike).toEqual({ worth: 15_000, answer: "holds" });
    expect(unlike.worth).toBeLessThan(100);
    expect(unlike.answer).toBe("not shown");
  });

  it("without what they are worth are judged as observed, unless they say that they show nothing", () => {
    const observed = (within: number, of: Judged["answer"]) =>
      answer([take(within, 1000, { worth: null, answer: of })]).answer;
    expect(observed(951, "holds")).toBe("holds");
    expect(observed(940, "misses")).toBe("misses");
    expect(observed(1000, "not shown")).toBe("not shown");
    expect(observed(1000, null)).toBeNull();
  });

  it("are said to hold what they truly miss in at most one of twenty points, and so the other way round", () => {
    const rng = createRng(5, "points");
    const within = (share: number, count: number, chance: Rng) => {
      let kept = 0;
      for (let i = 0; i < count; i++) if (chance() < share) kept++;
      return kept;
    };
    const wrong = (share: number, claim: "holds" | "misses") => {
      const found = Array.from({ length: 400 }, () =>
        answer([0, 1, 2].map(() => take(within(share, 400, rng), 400))),
      );
      return found.filter((one) => one.answer === claim).length / 400;
    };
    // Of 400 points, 5 % give or take three standard errors.
    expect(wrong(0.9499, "holds")).toBeLessThan(0.083);
    expect(wrong(0.95, "misses")).toBeLessThan(0.083);
  });
});

it("a point holds where every objective does, and misses where one does", () => {
  expect(answerOfAll(["holds", "holds"])).toBe("holds");
  expect(answerOfAll(["holds", "not shown"])).toBe("not shown");
  expect(answerOfAll(["not shown", "misses"])).toBe("misses");
  expect(answerOfAll(["holds", null])).toBeNull();
  expect(answerOfAll([])).toBeNull();
});

it("three runs of which two miss hold a limit as observed, and are not shown to", () => {
  const takes = [1000, 945, 940].map((within, index) =>
    measure({ batch: "1" }, { take: index, scheduled: 1000, objectives: [take(within, 1000)] }),
  );
  const [point] = summarisePoints(takes, 10_000);
  expect(point).toMatchObject({ holds: true, answer: "not shown" });
  expect(point?.objectives[0]).toMatchObject({ within: 2885, scheduled: 3000, answer: "not shown" });
  expect(point?.objectives[0]?.worth).toBeLessThan(300);
});
