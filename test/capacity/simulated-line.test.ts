import { expect, it } from "vitest";
import { lowestPerSec } from "../../src/capacity/probe-length.ts";
import { planOf, searchLine } from "./search-line.ts";
import { lengthRuleOf, poisson, type ServerToProbe, simulatedProbes } from "./simulated-probe.ts";

/** Searches the line of a simulated server, by traffic of this seed. */
function search(server: ServerToProbe, peakPerSec: number, seed: number) {
  const firstPerSec = 0.55 * peakPerSec;
  const rule = lengthRuleOf(server, firstPerSec);
  const plan = planOf({
    firstPerSec,
    peakPerSec,
    lowestPerSec: lowestPerSec(rule),
    tiers: server.objectives.length,
  });
  return searchLine(plan, simulatedProbes(server, seed, rule));
}

it("M/M/1: the line where the response time's percentile is exact lies in the interval", () => {
  // The response time is exponential with rate μ − λ: its p95 is ln 20 ÷ (μ − λ), here 80 ms.
  const linePerSec = 100 - Math.log(20) / 0.08;
  const server = { service: "exponential:10ms", objectives: ["p95<=80ms"], load: poisson };
  const { line, probes } = search(server, 100, 1);
  expect(probes.length).toBeLessThanOrEqual(12);
  expect(line).toMatchObject({ state: "found", isMonotone: true });
  expect(line.lowPerSec).toBeLessThanOrEqual(linePerSec);
  expect(line.highPerSec).toBeGreaterThanOrEqual(linePerSec);
});

it("a batching server of which a fine grid of long simulations knows the line: it lies in the interval, near it", () => {
  // 300 s at each of many rates, three seeds: 95 % of the requests take at most 40 ms up to 663/s.
  const server = { service: "affine:5ms+1ms,max=16", maxBatch: 16, objectives: ["p95<=40ms"], load: poisson };
  const { line, probes } = search(server, 762, 1);
  expect(probes.length).toBeLessThanOrEqual(12);
  expect(line).toMatchObject({ state: "found", confirmed: true });
  expect(line.lowPerSec).toBeLessThanOrEqual(663);
  expect(line.highPerSec).toBeGreaterThanOrEqual(663);
  expect((line.highPerSec ?? 0) / (line.lowPerSec ?? 1)).toBeLessThan(1.25);
});

it("an objective below the time that one request takes is unreachable", () => {
  const { line } = search({ service: "fixed:10ms", objectives: ["p95<=9ms"], load: poisson }, 100, 1);
  expect(line).toMatchObject({ state: "unreachable", lowPerSec: null });
});
