import { expect, it } from "vitest";
import { costPerMillion, EXAMPLE_PRICE } from "../../src/cost/price.ts";

it.each<[string, number, number, number]>([
  ["0.526 an hour at 100/s: 0.526 / 360 000 · 10⁶", 0.526, 100, 1.461111],
  ["3.6 an hour at 1000/s is 1 per million", 3.6, 1000, 1],
  ["twice the rate is half the cost", 3.6, 2000, 0.5],
  ["less than one request a second", 1, 0.1, 2777.7778],
])("%s", (_, pricePerHour, ratePerSec, expected) => {
  expect(costPerMillion(pricePerHour, ratePerSec)).toBeCloseTo(expected, 4);
});

it("has no cost per request where no request was answered", () => {
  expect([costPerMillion(1, 0), costPerMillion(1, null), costPerMillion(1, -1)]).toEqual([null, null, null]);
});

it("calls its own price an example, with source, region and date", () => {
  expect(EXAMPLE_PRICE.isExample).toBe(true);
  expect(EXAMPLE_PRICE.pricePerHour).toBeGreaterThan(0);
  expect(EXAMPLE_PRICE.source).toMatch(/^example: .*us-east-1.*\d{4}-\d{2}-\d{2}$/);
});
