import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDurationMs, parseDurationMs, round } from "../../src/core/units.ts";

describe("parseDurationMs", () => {
  it.each<[string, number]>([
    ["250us", 0.25],
    ["2ms", 2],
    ["30s", 30_000],
    ["1.5m", 90_000],
    ["1.5min", 90_000],
    ["1h", 3_600_000],
    [".5s", 500],
    ["0ms", 0],
    [" 30s ", 30_000],
  ])("reads %o as %d ms", (text, expected) => {
    expect(parseDurationMs(text)).toBeCloseTo(expected, 9);
  });

  it.each<[string, string]>([
    ["", "nothing"],
    ["30", "no unit"],
    ["s", "no amount"],
    ["-1s", "negative"],
    ["1 s", "a space"],
    ["1e3s", "an exponent"],
    ["1.s", "no digit after the point"],
    ["1S", "capitals"],
    ["1d", "days"],
    ["1m30s", "two units"],
    ["Infinitys", "infinity"],
  ])("refuses %o (%s)", (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });
});

describe("formatDurationMs", () => {
  it.each<[number, string]>([
    [0, "0ms"],
    [0.25, "0.25ms"],
    [999, "999ms"],
    [1000, "1s"],
    [1500, "1.5s"],
    [90_000, "90s"],
    [120_000, "2m"],
    [126_000, "2.1m"],
    [125_000, "125s"],
    [3_600_000, "1h"],
    [5_400_000, "1.5h"],
  ])("writes %d ms as %s", (durationMs, expected) => {
    expect(formatDurationMs(durationMs)).toBe(expected);
  });

  it("writes what parseDurationMs reads back: whole ms exactly up to an hour, anything within 0.5 of the last digit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400_000 }), (durationMs) => {
        expect(parseDurationMs(formatDurationMs(durationMs))).toBeCloseTo(durationMs, 6);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 86_400_000, noNaN: true }), (durationMs) => {
        const back = parseDurationMs(formatDurationMs(durationMs)) ?? Number.NaN;
        // Three decimals of ms below a second, of seconds above.
        expect(Math.abs(back - durationMs)).toBeLessThanOrEqual(durationMs < 1000 ? 0.000501 : 0.501);
      }),
    );
  });
});

it("rounds to decimal places", () => {
  expect([round(1.2345, 2), round(1.2355, 3), round(-0.6, 0), round(1234, 0)]).toEqual([
    1.23, 1.236, -1, 1234,
  ]);
});
