import { describe, expect, it } from "vitest";
import type { Arrivals } from "../../../src/arrivals/index.ts";
import { resolveScenario } from "../../../src/commands/run/resolve-scenario.ts";
import { parseRunInput, type RunOptionsInput } from "../../../src/config/run-options.ts";
import { PlimsollError } from "../../../src/core/errors.ts";
import { arrivalsOf, type Scenario, scenarioSchema } from "../../../src/scenario/scenario.ts";

const scenario = (changes: object = {}): Scenario =>
  scenarioSchema.parse({
    name: "mine",
    description: "Traffic of my own.",
    load: { kind: "open", arrivals: { kind: "poisson", ratePerSec: 100 } },
    phases: { warmupMs: 1000, measureMs: 5000 },
    ...changes,
  });

const resolve = (options: RunOptionsInput, changes: object = {}) =>
  resolveScenario(scenario(changes), parseRunInput(options).options);

const arrivals = (process: object) => ({ load: { kind: "open", arrivals: process } });
const RAMP = arrivals({ kind: "ramp", fromPerSec: 10, toPerSec: 100 });

function refusal(options: RunOptionsInput, changes: object = {}): PlimsollError {
  try {
    resolve(options, changes);
  } catch (error) {
    if (error instanceof PlimsollError) return error;
    throw error;
  }
  return expect.fail("it was accepted");
}

describe("the arrivals", () => {
  it.each<[string, RunOptionsInput, Partial<Arrivals>]>([
    ["stay as the scenario has them", {}, { kind: "poisson", ratePerSec: 100 }],
    ["take --rate", { rate: 7 }, { kind: "poisson", ratePerSec: 7 }],
    ["named by --arrivals take the scenario's rate", { arrivals: "gamma:cv=4" }, { ratePerSec: 100, cv: 4 }],
    ["named with a rate keep it", { arrivals: "gamma:cv=4,rate=3" }, { kind: "gamma", ratePerSec: 3 }],
    ["take --rate before any other", { arrivals: "gamma:cv=4,rate=3", rate: 9 }, { ratePerSec: 9 }],
    [
      "without one rate need none",
      { arrivals: "ramp:from=1,to=9" },
      { kind: "ramp", fromPerSec: 1, toPerSec: 9 },
    ],
  ])("%s", (_, options, expected) => {
    expect(arrivalsOf(resolve(options).load)).toMatchObject(expected);
  });

  it("that are recorded are spread by --spread, in a sum too, and others refuse it", () => {
    const trace = { kind: "trace", file: "t.csv" };
    const sum = arrivals({ kind: "sum", parts: [trace, { kind: "poisson", ratePerSec: 5 }] });
    expect(arrivalsOf(resolve({ spread: "3s" }, sum).load)).toMatchObject({
      parts: [{ ...trace, spreadMs: 3000 }, { kind: "poisson" }],
    });
    expect(arrivalsOf(resolve({ arrivals: "trace:t.csv", spread: "0s" }).load)).toEqual({
      ...trace,
      spreadMs: 0,
    });
    expect(refusal({ spread: "1s" })).toMatchObject({ exitCode: 2 });
    expect(refusal({ spread: "1s", concurrency: "2" }).message).toContain("--spread would do nothing");
  });

  it("refuse --rate where the process has no single rate, and name its options", () => {
    for (const error of [refusal({ rate: 5 }, RAMP), refusal({ rate: 5, arrivals: "ramp:from=1,to=9" })]) {
      expect(error.exitCode).toBe(2);
      expect(error.message).toContain('"ramp" has no single rate');
      expect(error.fix).toContain("fromPerSec, toPerSec");
    }
  });

  it("ask for a rate where the scenario has none that could be taken over", () => {
    expect(refusal({ arrivals: "poisson" }, RAMP)).toMatchObject({ exitCode: 2, fix: "add --rate" });
    expect(arrivalsOf(resolve({ arrivals: "poisson", rate: 5 }, RAMP).load)).toEqual({
      kind: "poisson",
      ratePerSec: 5,
    });
  });

  it("tell what is not possible", () => {
    expect(refusal({ arrivals: "gamma:cv=-1" }).message).toContain("cv");
  });

  it("leave a load of sessions one of sessions", () => {
    const sessions = { kind: "sessions", turns: { mean: 4 }, thinkMs: { mean: 10 } };
    const changes = { load: { ...sessions, arrivals: { kind: "poisson", ratePerSec: 2 } } };
    expect(resolve({ rate: 3 }, changes).load).toMatchObject({ ...sessions, arrivals: { ratePerSec: 3 } });
  });
});

describe("the payload", () => {
  const section = {
    payload: { items: 4, repetition: { kind: "drift" }, lengths: { kind: "uniform", min: 1, max: 9 } },
  };

  it("is one item, picked evenly, of the length that the model suggests, where nobody says more", () => {
    expect(resolve({}).payload).toEqual({ items: 1, repetition: { kind: "uniform" } });
  });

  it("is the scenario's, or what the options say instead", () => {
    expect(resolve({}, section).payload).toEqual(section.payload);
    expect(resolve({ batch: 2, repetition: "zipf:1.1", lengths: "fixed:5" }, section).payload).toEqual({
      items: 2,
      repetition: { kind: "zipf", exponent: 1.1 },
      lengths: { kind: "fixed", length: 5 },
    });
  });

  it("takes --sequence-length as the short form of fixed lengths", () => {
    expect(resolve({ sequenceLength: 64 }).payload?.lengths).toEqual({ kind: "fixed", length: 64 });
  });

  it.each<[RunOptionsInput, string]>([
    [{ repetition: "zipf:exponent=-1" }, "--repetition is not possible: exponent"],
    [{ repetition: "zipf" }, "--repetition is not possible: exponent"],
    [{ repetition: "now and then" }, '--repetition: there is no "now and then"'],
    [{ lengths: "uniform:9-3" }, "--lengths is not possible: min"],
    [{ lengths: "fixed:9", sequenceLength: 9 }, "say the same thing twice"],
  ])("refuses %j", (options, says) => {
    expect(refusal(options)).toMatchObject({ exitCode: 2, message: expect.stringContaining(says) });
  });
});

describe("a scenario that nobody named", () => {
  const byDefault = (options: RunOptionsInput, changes: object = {}) =>
    resolveScenario(
      scenario({ slo: ["p99<=2s"], payload: { items: 4 }, ...changes }),
      parseRunInput(options).options,
      false,
    );

  it("brings its traffic and its items, but no objective", () => {
    expect(byDefault({})).toMatchObject({
      name: "mine",
      description: "Traffic of my own.",
      slo: [],
      payload: { items: 4 },
    });
    expect(byDefault({ slo: ["p50<=1s"] }).slo).toEqual(["p50<=1s"]);
  });

  it("sends one item where the protocol takes one, and says nothing of the items of a given body", () => {
    expect(byDefault({ target: "openai-completions" }).payload?.items).toBe(1);
    expect(byDefault({ target: "openai-embeddings" }).payload?.items).toBe(4);
    expect(byDefault({ target: "http-json", body: "{}" }).payload).not.toHaveProperty("items");
    expect(byDefault({ target: "http-json", body: "{}", batch: 3 }).payload?.items).toBe(3);
  });
});

describe("the description", () => {
  it("is the scenario's own as long as its traffic and its content are", () => {
    const section = { payload: { repetition: { kind: "zipf", exponent: 1.1 } } };
    for (const options of [{}, { rate: 9 }, { batch: 2 }])
      expect(resolve(options, section).description).toBe("Traffic of my own.");
  });

  it.each<[RunOptionsInput, string]>([
    [{ concurrency: "16" }, "Closed loop: 16 in flight, each followed by the next when its answer is there."],
    [{ arrivals: "gamma:cv=4" }, "Gamma: "],
    [{ repetition: "unique" }, "Poisson: "],
  ])("tells what is sent in its place with %j", (options, words) => {
    const section = { payload: { repetition: { kind: "zipf", exponent: 1.1 } } };
    expect(resolve(options, section).description).toContain(words);
    expect(resolve(options, section).name).toBe("mine");
  });
});

it("items of a named scenario that the protocol cannot take are refused", () => {
  expect(refusal({ target: "openai-chat" }, { payload: { items: 4 } })).toMatchObject({
    exitCode: 2,
    message: expect.stringContaining("one prompt a request, and the scenario asks for 4 items"),
    fix: expect.stringContaining("--batch 1"),
  });
});
