import { describe, expect, it } from "vitest";
import { ARRIVALS, arrivalsSchema } from "../../src/arrivals/index.ts";
import { parseArrivalSpec } from "../../src/arrivals/spec.ts";
import { PlimsollError } from "../../src/core/errors.ts";

describe("what a user may write", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["poisson", { kind: "poisson" }, "a name alone"],
    ["poisson:", { kind: "poisson" }, "a name and an empty list"],
    ["poisson:rate=100", { kind: "poisson", ratePerSec: 100 }, "rate is short for ratePerSec"],
    ["gamma:cv=4", { kind: "gamma", cv: 4 }, "one option"],
    ["gamma:cv=0.5,rate=2.5", { kind: "gamma", cv: 0.5, ratePerSec: 2.5 }, "decimal numbers"],
    ["gamma:ratePerSec=1e3,cv=1", { kind: "gamma", ratePerSec: 1000, cv: 1 }, "the full name, an exponent"],
    [
      "mmpp:burst=5,share=0.1,dwell=2s",
      { kind: "mmpp", burst: 5, share: 0.1, dwellMs: 2000 },
      "dwell is a duration",
    ],
    ["mmpp:dwell=500ms", { kind: "mmpp", dwellMs: 500 }, "a duration in ms"],
    ["mmpp:dwellMs=1.5m", { kind: "mmpp", dwellMs: 90_000 }, "the full name with a unit"],
    ["on-off:rate=10,share=0.3", { kind: "on-off", ratePerSec: 10, share: 0.3 }, "a name with a hyphen"],
    ["flash-crowd:at=10s,decay=1m", { kind: "flash-crowd", atMs: 10_000, decayMs: 60_000 }, "two durations"],
    ["ramp:from=10,to=200", { kind: "ramp", fromPerSec: 10, toPerSec: 200 }, "from is short for fromPerSec"],
    [
      "diurnal:period=10m,startHour=6",
      { kind: "diurnal", periodMs: 600_000, startHour: 6 },
      "a plain number",
    ],
    ["trace:day.csv", { kind: "trace", file: "day.csv" }, "a file"],
    ["trace:a,b=1:2.csv", { kind: "trace", file: "a,b=1:2.csv" }, "the whole rest is the file"],
    ["trace:", { kind: "trace" }, "no file: the schema says so"],
    [
      "piecewise:0s=50,10s=300,0.5m=0",
      {
        kind: "piecewise",
        points: [
          { atMs: 0, ratePerSec: 50 },
          { atMs: 10_000, ratePerSec: 300 },
          { atMs: 30_000, ratePerSec: 0 },
        ],
      },
      "times with units are points",
    ],
    [
      "piecewise:cv=2,0ms=5,interpolation=step",
      { kind: "piecewise", cv: 2, points: [{ atMs: 0, ratePerSec: 5 }], interpolation: "step" },
      "points between other options, and a word",
    ],
    [
      "piecewise:0s=5,interpolation=cubic",
      { kind: "piecewise", points: [{ atMs: 0, ratePerSec: 5 }], interpolation: "cubic" },
      "a wrong word is left to the schema",
    ],
    ["mmpp:dwellMs=250", { kind: "mmpp", dwellMs: 250 }, "the full name without a unit is ms"],
  ])("%s → %o (%s)", (spec, expected) => {
    expect(parseArrivalSpec(spec)).toEqual(expected);
  });

  it("knows every registered process by its name, but for those of parts, which only files can hold", () => {
    const kinds = Object.keys(ARRIVALS).filter((kind) => kind !== "sum" && kind !== "in-turn");
    for (const kind of kinds) expect(parseArrivalSpec(kind)).toEqual({ kind });
  });

  it("leaves defaults and limits to the schema", () => {
    expect(arrivalsSchema.parse(parseArrivalSpec("mmpp:rate=10"))).toEqual({
      kind: "mmpp",
      ratePerSec: 10,
      burst: 5,
      share: 0.1,
      dwellMs: 2000,
    });
    expect(arrivalsSchema.safeParse(parseArrivalSpec("gamma:rate=10,cv=-1")).success).toBe(false);
  });
});

describe("what is refused, with exit code 2", () => {
  it.each<[string, RegExp, RegExp, string]>([
    ["", /"" is not an arrival process/, /constant, poisson, gamma, mmpp/, "nothing"],
    ["posson:rate=1", /"posson" is not an arrival process/, /poisson/, "a typing error"],
    ["toString", /"toString" is not an arrival process/, /poisson/, "a name every object has"],
    ["Gamma:cv=4", /"Gamma" is not an arrival process/, /gamma/, "capitals"],
    ["gamma:vc=4", /"vc=4" is not an option of gamma/, /options: rate, cv, as name=value/, "no such option"],
    ["poisson:cv=4", /"cv=4" is not an option of poisson/, /options: rate/, "another process's option"],
    [
      "gamma:kind=poisson",
      /"kind=poisson" is not an option of gamma/,
      /rate, cv/,
      "the kind cannot be set twice",
    ],
    ["gamma:cv", /"cv" is not an option of gamma/, /as name=value/, "a name without a value"],
    ["gamma:cv=4,", /"" is not an option of gamma/, /rate, cv/, "a comma too many"],
    ["gamma:=4", /"=4" is not an option of gamma/, /rate, cv/, "a value without a name"],
    ["gamma:cv=", /cv= is not a number/, /give cv as a number/, "an empty value"],
    ["gamma:cv=four", /cv=four is not a number/, /give cv as a number/, "a word"],
    ["gamma:cv=4s", /cv=4s is not a number/, /give cv as a number/, "a duration where a number belongs"],
    ["mmpp:dwell=soon", /dwell=soon is not a duration/, /2s or 500ms/, "a word where a duration belongs"],
    ["sum", /a sum cannot be written on the command line/, /scenario file/, "a sum"],
    ["sum:parts=poisson", /a sum cannot be written/, /scenario file/, "a sum with parts"],
    ["piecewise:0=50", /0 in "0=50" is not a duration/, /10s=300/, "a time without a unit"],
    ["piecewise:0s=", /the rate in "0s=" is not a number/, /10s=300/, "a point without a rate"],
    ["piecewise:0s=50s", /the rate in "0s=50s" is not a number/, /10s=300/, "a duration for a rate"],
    ["piecewise:points=3", /"points=3" is not an option/, /interpolation, cv/, "a list as a value"],
    ["ramp:from=10/s", /from=10\/s is not a number/, /give from as a number/, "a rate with a unit"],
    ["mmpp:dwell=2 s", /dwell=2 s is not a duration/, /2s or 500ms/, "a space before the unit"],
  ])("%o: %s; to do: %s (%s)", (spec, message, fix) => {
    let thrown: unknown;
    try {
      parseArrivalSpec(spec);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(PlimsollError);
    const error = thrown as PlimsollError;
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(message);
    expect(error.fix).toMatch(fix);
  });
});
