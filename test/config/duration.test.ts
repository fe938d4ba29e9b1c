import { expect, it } from "vitest";
import { durationMs, durationOption } from "../../src/config/duration.ts";

it("lets durations through as text, described, and turns them into ms when they are used", () => {
  const option = durationOption("how long");
  expect(option.parse("1.5s")).toBe("1.5s");
  expect(option.description).toBe("how long");
  expect(durationMs("1.5s")).toBe(1500);
});

it.each(["soon", "30", "", "-1s"])("refuses %o and says what a duration looks like", (text) => {
  expect(durationOption("x").safeParse(text).error?.issues[0]?.message).toBe(
    "expected a duration such as 30s, 2ms or 1.5m",
  );
  expect(() => durationMs(text)).toThrow(TypeError);
});
