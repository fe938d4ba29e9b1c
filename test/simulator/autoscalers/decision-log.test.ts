import { expect, test } from "vitest";
import { DecisionLog } from "../../../src/simulator/autoscalers/decision-log.ts";

const decision = (atMs: number, current: number, desired: number, ...heldBackBy: string[]) => ({
  atMs,
  by: "hpa",
  metrics: [{ name: "queue", value: atMs, target: 1 }],
  recommended: desired,
  desired,
  current,
  heldBackBy,
});

test("decisions in a row that say the same are one line; one that changes something stands alone", () => {
  const log = new DecisionLog();
  for (const each of [
    decision(0, 2, 2, "tolerance of 10 %"),
    decision(15, 2, 2, "tolerance of 10 %"),
    decision(30, 2, 2),
    decision(45, 2, 4),
    decision(60, 4, 6),
    decision(75, 6, 6),
  ])
    log.add(each);
  expect(log.lines.map(({ atMs, untilMs, times, desired }) => [atMs, untilMs, times, desired])).toEqual([
    [0, 15, 2, 2],
    [30, 30, 1, 2],
    [45, 45, 1, 4],
    [60, 60, 1, 6],
    [75, 75, 1, 6],
  ]);
  expect(log.lines[0]?.metrics[0]?.value).toBe(0);
});

test("beyond the longest log only their number is kept", () => {
  const log = new DecisionLog();
  for (let at = 0; at < 7000; at++) log.add(decision(at, at, at + 1));
  expect(log.lines).toHaveLength(6000);
  expect(log.omitted).toBe(1000);
});
