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
    ["mmpp:dwellMs=250", { kind: "mmpp", dwellMs: 250 }, "the full name without a unit is ms"],
  ])("%s → %o (%s)", (spec, expected) => {
    expect(parseArrivalSpec(spec)).toEqual(expected);
  });

  it("knows every registered process by its name", () => {
    for (const kind of Object.keys(ARRIVALS)) expect(parseArrivalSpec(kind)).toEqual({ kind });
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
