import { describe, expect, it } from "vitest";
import { parseDoctorOptions } from "../../src/config/doctor-options.ts";
import { durationOption, inMs } from "../../src/config/duration.ts";
import { readEnvironment } from "../../src/config/load.ts";
import { parseRunInput, parseRunOptions, runOptionsSchema } from "../../src/config/run-options.ts";
import { parseServeOptions } from "../../src/config/serve-options.ts";
import { parseSweepOptions } from "../../src/config/sweep-options.ts";

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

describe("durations have the limits of scenarios, histograms and timers, in every command and place", () => {
  const given = (values: Record<string, unknown>) => [{ values, spell: (option: string) => `--${option}` }];
  it.each([
    ["run", "duration", "24h", ["0s", "24.1h", "600h"]],
    ["run", "warmup", "1h", ["61m", "600h"]],
    ["run", "timeout", "1h", ["0s", "0ms", "2h", "600h"]],
    ["run", "maxDelay", "1h", ["600h"]],
    ["sweep", "duration", "24h", ["0s", "25h"]],
    ["sweep", "warmup", "1h", ["2h"]],
    ["sweep", "cooldown", "1h", ["600h"]],
    ["sweep", "timeout", "1h", ["0s", "2h"]],
    ["sweep", "maxDelay", "1h", ["600h"]],
    ["serve", "maxDelay", "1h", ["600h"]],
    ["doctor", "duration", "60s", ["0s", "600h"]],
  ] as const)("%s --%s takes %s, and not %j", (command, option, most, refused) => {
    const parse = {
      run: parseRunOptions,
      sweep: parseSweepOptions,
      serve: parseServeOptions,
      doctor: parseDoctorOptions,
    }[command];
    expect(() => parse(given({ [option]: most }))).not.toThrow();
    for (const text of refused) expect(() => parse(given({ [option]: text }))).toThrow(/expected .*found/);
  });

  it("also where a program or the environment gives them", () => {
    expect(() => parseRunInput({ timeout: "2h" })).toThrow(
      /timeout: expected a duration of more than 0s to 1h/,
    );
    const source = readEnvironment(runOptionsSchema, { PLIMSOLL_DURATION: "600h" });
    expect(() => parseRunOptions([source])).toThrow(
      /PLIMSOLL_DURATION=600h: expected a duration of more than 0s to 24h$/,
    );
  });
});
