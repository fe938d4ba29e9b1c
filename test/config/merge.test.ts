import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defaultsOf, kebab, mergeOptions, type Source } from "../../src/config/merge.ts";
import { parseRunInput, type RunOptionsInput, runOptionsSchema } from "../../src/config/run-options.ts";
import { PlimsollError } from "../../src/core/errors.ts";

const flags = (values: Record<string, unknown>): Source => ({
  values,
  spell: (option) => `--${kebab(option)}`,
  spellTyped: (option, value) => `--${kebab(option)} ${value}`,
});
const file = (values: Record<string, unknown>): Source => ({
  values,
  spell: (option) => `bench.config.ts: ${option}`,
});
const environment = (values: Record<string, unknown>): Source => ({
  values,
  spell: (option) => `PLIMSOLL_${option.toUpperCase()}`,
  spellTyped: (option, value) => `PLIMSOLL_${option.toUpperCase()}=${value}`,
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
      "  - --duration soon: expected a duration such as 30s, 2ms or 1.5m",
      "  - --max-in-flight 0: expected 1 or more",
      "  - --rate -5: expected more than 0",
      "  - --slo p99<50ms: p99 takes <=, not <; did you mean p99<=50ms?",
      expect.stringMatching(/^ {2}- --target telnet: expected one of oip-http, oip-grpc, .*$/),
      "  - PLIMSOLL_SEED=-1: expected 0 or more",
      "  - bench.config.ts: batch: expected 1 or more (found 0)",
      '  - bench.config.ts: workers: expected a number (found "two")',
    ]);
  });

  it("name the place that won, not the one that was overruled", () => {
    expect(problemsOf([file({ rate: -1 }), flags({ rate: -2 })]).message).toMatch(/^--rate -2: /);
    expect(mergeOptions(runOptionsSchema, [file({ rate: -1 }), flags({ rate: 2 })]).options.rate).toBe(2);
  });

  it("of one kind stand on one line, without a count", () => {
    expect(problemsOf([flags({ rate: 0 })]).message).toMatch(/^--rate 0: [^\n]*$/);
  });

  it("show the words that were typed where a number was expected, and never a NaN", () => {
    expect(problemsOf([flags({ rate: "1k" })]).message).toBe("--rate 1k: expected a number");
    expect(problemsOf([environment({ seed: "1.5" })]).message).toMatch(/^PLIMSOLL_SEED=1\.5: expected /);
    expect(problemsOf([file({ rate: Number.NaN })]).message).toBe(
      "bench.config.ts: rate: expected a number (found NaN)",
    );
  });

  it.each(["out", "model", "body", "ca", "scenario", "duration", "rate", "target", "apiKeyEnv"])(
    "tell of an empty %s that it is empty, wherever it comes from",
    (option) => {
      for (const source of [flags, file, environment])
        expect(problemsOf([source({ [option]: " " })]).message).toMatch(/^\S.*: it is empty; /);
    },
  );

  it("tell of an empty entry of a list too", () => {
    expect(problemsOf([flags({ header: ["A: b", ""] })]).message).toMatch(/^--header: it is empty/);
  });

  it.each<[string, unknown]>([
    ["header", ["no colon in SECRET123"]],
    ["header", ["Authorization: SECRET123\r\nX: y"]],
    ["header", { Authorization: "Bearer SECRET123" }],
    ["url", ["ftp://me:SECRET123@h"]],
    ["url", ["SECRET123"]],
    ["proxy", "socks5://me:SECRET123@h"],
    ["apiKeyEnv", "sk-SECRET123"],
  ])("never repeat what may be a secret: %s", (option, value) => {
    for (const source of [flags, file, environment])
      expect(problemsOf([source({ [option]: value })]).message).not.toContain("SECRET123");
  });

  it("say what is missing without pretending to have found something", () => {
    const schema = z.strictObject({ needed: z.string() });
    expect(problemsOf([], schema).message).toMatch(/^needed: [^(]*$/);
  });

  it.each<[string, RegExp]>([
    ["durations", /^--durations: no such option, did you mean --duration\?$/],
    ["maxInFligth", /^--max-in-fligth: no such option, did you mean --max-in-flight\?$/],
    ["Rate", /^--Rate: no such option, did you mean --rate\?$/],
    ["colour", /^--colour: no such option$/],
    ["x", /^--x: no such option$/],
    ["cb", /^--cb: no such option$/],
  ])("of a name that nobody knows: %s", (option, message) => {
    expect(problemsOf([flags({ [option]: 1 })]).message).toMatch(message);
  });

  it("of several unknown names are several problems", () => {
    expect(problemsOf([file({ modle: "x" }), flags({ sede: 1 })]).message).toBe(
      "2 problems:\n" +
        "  - bench.config.ts: modle: no such option, did you mean model?\n" +
        "  - --sede: no such option, did you mean --seed?",
    );
  });

  it("suggest an option as it is spelt in the place of the unknown one", () => {
    const place = (source: Source) => problemsOf([source]).message;
    expect(place(file({ maxInFligth: 5 }))).toMatch(/did you mean maxInFlight\?$/);
    expect(place({ values: { maxInFligth: 5 }, spell: (option) => option })).toMatch(
      /^maxInFligth: no such option, did you mean maxInFlight\?$/,
    );
  });
});

it.each<[unknown, RegExp]>([
  [null, /the options are null, and not an object/],
  [5, /the options are 5, and not an object/],
  [{ seed: 10n }, /seed: .*\(found 10\)/],
  [{ seed: { a: [1n] } }, /seed: .*\(found \{"a":\["1"\]\}\)/],
])("refuses %o in place of options, in a sentence", (input, message) => {
  expect(() => parseRunInput(input as RunOptionsInput)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
  );
});
