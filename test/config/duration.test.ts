import { expect, it } from "vitest";
import { durationOption, inMs } from "../../src/config/duration.ts";

it("reads durations as milliseconds, and is described", () => {
  const option = durationOption("how long");
  expect(option.parse("1.5s")).toBe(1500);
  expect(option.description).toBe("how long");
});

it.each(["soon", "30", "", "-1s"])("refuses %o and says what a duration looks like", (text) => {
  expect(durationOption("x").safeParse(text).error?.issues[0]?.message).toBe(
    "expected a duration such as 30s, 2ms or 1.5m",
  );
});

it("gives durations names that say their unit, and leaves the rest", () => {
  expect(inMs({ timeout: 1500, rate: 2 }, ["timeout"])).toEqual({ timeoutMs: 1500, rate: 2 });
});
