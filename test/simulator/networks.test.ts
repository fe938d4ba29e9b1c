import { expect, test } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import { parseNetwork } from "../../src/simulator/networks/index.ts";
import { poisson, run } from "./fleet-run.ts";

/** Mean and coefficient of variation of the delays of a spec, ms. */
function delaysOf(spec: string) {
  const draw = parseNetwork(spec)?.start(createRng(1, "network"));
  const delays = Array.from({ length: 40_000 }, () => draw?.(0, 0, 0, 0) ?? 0);
  const meanMs = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  const variance = delays.reduce((sum, delay) => sum + (delay - meanMs) ** 2, 0) / delays.length;
  return { meanMs, cv: Math.sqrt(variance) / meanMs, leastMs: delays.reduce((a, b) => Math.min(a, b)) };
}

test.each([
  ["2ms", 2, 0, 2],
  ["fixed:2ms", 2, 0, 2],
  ["exponential:2ms", 2, 1, 0],
  ["exponential:2ms,least=2ms", 4, 0.5, 2],
  ["lognormal:mean=2ms,cv=0.5", 2, 0.5, 0.2],
])("%s: delays of %f ms on average, cv %f, at least %f", (spec, meanMs, cv, leastMs) => {
  const found = delaysOf(spec);
  expect(found.meanMs / meanMs).toBeCloseTo(1, 1);
  expect(found.cv).toBeCloseTo(cv, 1);
  expect(found.leastMs).toBeCloseTo(leastMs, 0);
});

test("no time is no network", () => {
  expect(parseNetwork("0ms")).toBeNull();
});

test("requests and answers are delayed, each by a draw of its own", () => {
  const network = parseNetwork("exponential:2ms");
  let sumMs = 0;
  let requests = 0;
  const load = poisson(1000);
  run({ service: "fixed:1us", load, measureMs: 20_000, network }, ({ doneMs, intendedMs }) => {
    sumMs += doneMs - intendedMs;
    requests++;
  });
  expect(sumMs / requests).toBeCloseTo(4, 0);
});

test.each([
  ["lognromal:mean=1ms,cv=1", "perhaps lognormal was meant"],
  ["lognormal:1ms", "cv is missing"],
  ["fixed:3", 'time is "3", and not a time'],
  ["exponential:1ms,lest=1ms", '"lest" is not one of mean, least'],
])("%s is refused in a sentence", (spec, why) => {
  expect(() => parseNetwork(spec)).toThrow(why);
});
