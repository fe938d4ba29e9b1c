import { expect, it } from "vitest";
import type { Wish } from "../../src/result/goal.ts";
import { figureOf, scoreOf } from "../../src/sweep/score.ts";

const figures = { inferencesPerSec: 200, costPerMillionInferences: 0.5, latencyMs: { p95: 40 } };
const better = { inferencesPerSec: 400, costPerMillionInferences: 0.25, latencyMs: { p95: 20 } };
const none = { inferencesPerSec: 0, costPerMillionInferences: null, latencyMs: { p95: null } };

it.each([
  ["throughput", 200, 200],
  ["cheapest", 0.5, 2],
  ["latency", 40, 1 / 40],
] as const)("%s: the figure is %d, and a higher score is better", (wish, figure, score) => {
  expect(figureOf(wish, figures)).toBe(figure);
  expect(scoreOf(wish, figures)).toBe(score);
  expect(scoreOf(wish, better)).toBe(2 * score);
});

it.each<Wish>(["throughput", "cheapest", "latency"])("%s: nothing answered has no score", (wish) => {
  expect(scoreOf(wish, none)).toBeNull();
});
