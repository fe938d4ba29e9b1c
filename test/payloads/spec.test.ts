import { describe, expect, it } from "vitest";
import { PlimsollError } from "../../src/core/errors.ts";
import { LENGTHS } from "../../src/payloads/lengths/index.ts";
import { REPETITIONS } from "../../src/payloads/repetition/index.ts";
import { parsePayloadSpec } from "../../src/payloads/spec.ts";

describe("the command-line form of", () => {
  it.each([
    ["uniform", { kind: "uniform" }],
    ["zipf:1.1", { kind: "zipf", exponent: 1.1 }],
    ["zipf:exponent=1.1", { kind: "zipf", exponent: 1.1 }],
    ["unique", { kind: "unique" }],
    ["drift", { kind: "drift" }],
    ["zipf", { kind: "zipf" }],
  ])("repetition %s", (spec, options) => {
    expect(parsePayloadSpec("--repetition", spec, REPETITIONS)).toEqual(options);
  });

  it.each([
    ["fixed:32", { kind: "fixed", length: 32 }],
    ["uniform:8-128", { kind: "uniform", min: 8, max: 128 }],
    ["lognormal:mean=60,cv=0.8,max=512", { kind: "lognormal", mean: 60, cv: 0.8, max: 512 }],
    ["bimodal:short=16,long=256,share=0.1", { kind: "bimodal", short: 16, long: 256, longShare: 0.1 }],
    ["trace:my-file.csv", { kind: "trace", file: "my-file.csv" }],
    ["trace:file=my-file.csv,max=512", { kind: "trace", file: "my-file.csv", max: 512 }],
  ])("lengths %s", (spec, options) => {
    expect(parsePayloadSpec("--lengths", spec, LENGTHS)).toEqual(options);
  });
});

describe("refuses, with the way to write it,", () => {
  it.each([
    ["sometimes", 'no "sometimes"', "zipf:exponent=…, unique, drift"],
    ["", 'no ""', "uniform"],
    ["toString", 'no "toString"', "uniform"],
    ["zipf:fast", '"zipf:fast" cannot be read', "write zipf:exponent=…"],
    ["zipf:1-2", '"zipf:1-2" cannot be read', "write zipf:exponent=…"],
    ["zipf:speed=1", '"zipf:speed=1" cannot be read', "write zipf:exponent=…"],
    ["zipf:=1", '"zipf:=1" cannot be read', "write zipf:exponent=…"],
    ["uniform:3", '"uniform:3" cannot be read', "write uniform"],
  ])("repetition %s", (spec, says, fix) => {
    try {
      parsePayloadSpec("--repetition", spec, REPETITIONS);
      expect.fail("it was accepted");
    } catch (error) {
      expect(error).toBeInstanceOf(PlimsollError);
      expect((error as PlimsollError).message).toContain(says);
      expect((error as PlimsollError).fix).toContain(fix);
    }
  });

  it.each(["uniform:8-", "uniform:-8", "lognormal:mean=60,cv", "bimodal:n=3"])("lengths %s", (spec) => {
    expect(() => parsePayloadSpec("--lengths", spec, LENGTHS)).toThrow(PlimsollError);
  });
});
