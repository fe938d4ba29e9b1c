import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defaultsOf, kebab, mergeOptions, type Source } from "../../src/config/merge.ts";
import { parseRunInput, type RunOptionsInput, runOptionsSchema } from "../../src/config/run-options.ts";
import { PlimsollError } from "../../src/core/errors.ts";

const flags = (values: Record<string, unknown>): Source => ({
  values,
  spell: (option) => `--${kebab(option)}`,
});
const file = (values: Record<string, unknown>): Source => ({
  values,
  spell: (option) => `bench.config.ts: ${option}`,
});
const environment = (values: Record<string, unknown>): Source => ({
  values,
  spell: (option) => `PLIMSOLL_${option.toUpperCase()}`,
});

function problemsOf(sources: readonly Source[], schema: z.ZodObject = runOptionsSchema): PlimsollError {
  try {
    mergeOptions(schema, sources);
  } catch (error) {
    expect(error).toBeInstanceOf(PlimsollError);
    return error as PlimsollError;
  }
  return expect.fail("the options were accepted");
}

describe("precedence", () => {
  it("is the order of the sources: the last one wins, option by option", () => {
    const { options: merged } = mergeOptions(runOptionsSchema, [
      file({ rate: 10, batch: 2, model: "a" }),
      environment({ rate: 20, batch: 4 }),
      flags({ rate: 30 }),
    ]);
    expect(merged).toMatchObject({ rate: 30, batch: 4, model: "a" });
  });

  it("leaves what nobody says to the defaults, also what a source has as undefined", () => {
    const { options: merged } = mergeOptions(runOptionsSchema, [
      file({ seed: 7 }),
      flags({ seed: undefined, rate: undefined }),
    ]);
    expect(merged).toMatchObject({ seed: 7, scenario: "fraud-check-burst", workers: 1 });
    expect(merged.rate).toBeUndefined();
  });

  it("replaces lists whole, it does not join them", () => {
    const { options: merged } = mergeOptions(runOptionsSchema, [
      file({ slo: ["p99<=1s", "p50<=1s"] }),
      flags({ slo: ["p90<=2s"] }),
    ]);
    expect(merged.slo?.map(({ text }) => text)).toEqual(["p90<=2s"]);
  });
});

it("tells what was given from what it means, and leaves out what nobody gave", () => {
  const { options, given } = mergeOptions(runOptionsSchema, [file({ timeout: "1.5s" }), flags({ rate: 3 })]);
  expect(given).toEqual({ timeout: "1.5s", rate: 3 });
  expect(options).toMatchObject({ timeout: 1500, rate: 3, workers: 1, lateness: { ms: 1, share: 0.05 } });
  expect(defaultsOf(runOptionsSchema)).toMatchObject({ timeout: "10s", lateness: "1ms,5%", workers: 1 });
});

describe("problems", () => {
  it("are listed all at once, each with its place as that place spells it, and what was found", () => {
    const { message, fix, exitCode } = problemsOf([
      file({ batch: 0, workers: "two" }),
      environment({ seed: -1 }),
      flags({ rate: -5, maxInFlight: 0, duration: "soon", slo: ["p99<=50ms", "p99<50ms"], target: "telnet" }),
    ]);
    expect(exitCode).toBe(2);
    expect(fix).toMatch(/docs\/options\.md/);
    const lines = message.split("\n");
    expect(lines[0]).toBe("8 problems:");
    expect(lines.slice(1).sort()).toEqual([
      expect.stringMatching(
        /^ {2}- --duration: expected a duration such as 30s, 2ms or 1\.5m \(found "soon"\)$/,
      ),
      expect.stringMatching(/^ {2}- --max-in-flight: .*\(found 0\)$/),
      expect.stringMatching(/^ {2}- --rate: .*\(found -5\)$/),
      expect.stringMatching(
        /^ {2}- --slo\.1: p99 takes <=, not <; did you mean p99<=50ms\? \(found "p99<50ms"\)$/,
      ),
      expect.stringMatching(/^ {2}- --target: .*"oip-http"\|"oip-grpc"\|.* \(found "telnet"\)$/),
      expect.stringMatching(/^ {2}- PLIMSOLL_SEED: .*\(found -1\)$/),
      expect.stringMatching(/^ {2}- bench\.config\.ts: batch: .*\(found 0\)$/),
      expect.stringMatching(/^ {2}- bench\.config\.ts: workers: .*\(found "two"\)$/),
    ]);
  });

  it("name the place that won, not the one that was overruled", () => {
    expect(problemsOf([file({ rate: -1 }), flags({ rate: -2 })]).message).toMatch(/^--rate: .*\(found -2\)$/);
    expect(mergeOptions(runOptionsSchema, [file({ rate: -1 }), flags({ rate: 2 })]).options.rate).toBe(2);
  });

  it("of one kind stand on one line, without a count", () => {
    expect(problemsOf([flags({ rate: 0 })]).message).toMatch(/^--rate: [^\n]*\(found 0\)$/);
  });

  it("show a number that is none as NaN", () => {
    expect(problemsOf([flags({ rate: Number.NaN })]).message).toMatch(/^--rate: .*\(found NaN\)$/);
  });

  it("say what is missing without pretending to have found something", () => {
    const schema = z.strictObject({ needed: z.string() });
    expect(problemsOf([], schema).message).toMatch(/^needed: [^(]*$/);
  });

  it.each<[string, RegExp]>([
    ["durations", /^--durations: no such option, did you mean duration\?$/],
    ["maxInFligth", /^--max-in-fligth: no such option, did you mean max-in-flight\?$/],
    ["Rate", /^---rate: no such option, did you mean rate\?$/],
    ["colour", /^--colour: no such option$/],
  ])("of a name that nobody knows: %s", (option, message) => {
    expect(problemsOf([flags({ [option]: 1 })]).message).toMatch(message);
  });

  it("of several unknown names are several problems", () => {
    expect(problemsOf([file({ modle: "x" }), flags({ sede: 1 })]).message).toBe(
      "2 problems:\n" +
        "  - bench.config.ts: modle: no such option, did you mean model?\n" +
        "  - --sede: no such option, did you mean seed?",
    );
  });
});

it.each<[unknown, RegExp]>([
  [null, /the options are null, and not an object/],
  [5, /the options are 5, and not an object/],
  [{ seed: 10n }, /seed: .*\(found 10\)/],
])("refuses %o in place of options, in a sentence", (input, message) => {
  expect(() => parseRunInput(input as RunOptionsInput)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
  );
});
