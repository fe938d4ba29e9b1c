import { expect, it, test } from "vitest";
import { accuracyOf, addAccuracies, noAnswers, wilsonInterval } from "../../src/stats/accuracy.ts";

// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3; scipy 1.17.1 says the same.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %i out of %i is %d to %d", (right, count, low, high) => {
  const interval = wilsonInterval(right / count, count);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

it("counts an item once for the interval, however often and by whichever thread it was asked", () => {
  const part = (right: number, ...items: number[]) => {
    const counts = { ...noAnswers(4), checked: 100, right, rightAlone: 90, differing: 3 };
    for (const item of items) counts.answered[item] = 1;
    return counts;
  };
  const sum = addAccuracies([part(80, 0, 1), part(90, 1, 2)]);
  expect(sum).not.toBeNull();
  const accuracy = accuracyOf(sum ?? noAnswers(0));
  expect(accuracy).toMatchObject({
    checked: 200,
    right: 170,
    share: 0.85,
    differentItems: 3,
    beforeLoad: 0.9,
    differing: 6,
  });
  expect(accuracy.interval).toEqual(wilsonInterval(0.85, 3));
});

it("says nothing where nothing was answered", () => {
  expect(accuracyOf(noAnswers(4))).toMatchObject({
    checked: 0,
    share: null,
    interval: null,
    beforeLoad: null,
  });
  expect(addAccuracies([])).toBeNull();
});
