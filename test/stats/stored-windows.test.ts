import { expect, it } from "vitest";
import type { RunWindow } from "../../src/result/window.ts";
import { storedWindows } from "../../src/stats/stored-windows.ts";

const DAY = 86_400;
const seconds = (count: number): RunWindow[] =>
  Array.from({ length: count }, (_, second) => ({
    startMs: second * 1000,
    phase: second < 15 ? "warmup" : second < count - 7 ? "measure" : "drain",
    offered: 3,
    ok: 2,
    failed: 1,
    inFlight: second % 5,
    p50Ms: second % 10,
    p99Ms: null,
    maxMs: second % 7 === 0 ? null : second % 100,
  }));

it("are the seconds of a run of a day", () => {
  const day = seconds(DAY);
  expect(storedWindows(day)).toEqual({ windowMs: 1000, windows: day });
});

it.each([
  [DAY + 1, 10_000],
  [7 * DAY, 10_000],
  [11 * DAY, 60_000],
])("of a run of %i seconds are %i ms long, and lose no request", (count, windowMs) => {
  const stored = storedWindows(seconds(count));
  expect(stored.windowMs).toBe(windowMs);
  expect(stored.windows.length).toBeLessThanOrEqual(DAY + 3);
  const total = (pick: (window: RunWindow) => number) =>
    stored.windows.reduce((sum, one) => sum + pick(one), 0);
  expect([total(({ offered }) => offered), total(({ ok }) => ok), total(({ failed }) => failed)]).toEqual([
    3 * count,
    2 * count,
    count,
  ]);
  const starts = stored.windows.map(({ startMs }) => startMs);
  expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
});

it("join no two phases, and show the worst second", () => {
  const { windows } = storedWindows(seconds(DAY + 100));
  expect(windows.slice(0, 3).map(({ startMs, phase }) => [startMs, phase])).toEqual([
    [0, "warmup"],
    [10_000, "warmup"],
    [15_000, "measure"],
  ]);
  expect(windows[2]).toMatchObject({ offered: 30, inFlight: 4, p50Ms: 9, p99Ms: null, maxMs: 24 });
  expect(windows.at(-1)).toMatchObject({ phase: "drain", offered: 21 });
});
