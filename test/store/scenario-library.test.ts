import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findScenarios, loadScenario } from "../../src/store/scenario-library.ts";

const PACKAGE_ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SHIPPED = readdirSync(join(PACKAGE_ROOT, "scenarios")).filter((file) => file.endsWith(".json"));

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "plimsoll-scenarios-"));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

const MINE = {
  name: "mine",
  description: "Traffic of my own.",
  load: { kind: "open", arrivals: { kind: "poisson", ratePerSec: 10 } },
  phases: { warmupMs: 0, measureMs: 1000 },
};

describe("findScenarios", () => {
  it("names the working directory's first, each name once, and says where it lies", () => {
    mkdirSync(join(cwd, "scenarios"));
    writeFileSync(join(cwd, "scenarios", "steady.json"), JSON.stringify(MINE));
    const found = findScenarios(cwd, PACKAGE_ROOT);
    expect(found[0]).toEqual({
      name: "steady",
      file: join(cwd, "scenarios", "steady.json"),
      source: "working directory",
    });
    expect(found.slice(1).map(({ name }) => `${name}.json`)).toEqual(
      SHIPPED.filter((file) => file !== "steady.json").sort(),
    );
    expect(new Set(found.slice(1).map(({ source }) => source))).toEqual(new Set(["package"]));
  });

  it("does not name the package's twice when it is the working directory", () => {
    expect(findScenarios(PACKAGE_ROOT, PACKAGE_ROOT)).toEqual(findScenarios(cwd, PACKAGE_ROOT));
  });
});

it("reads a scenario file by its path, and fills in the defaults", () => {
  writeFileSync(join(cwd, "mine.json"), JSON.stringify(MINE));
  expect(loadScenario("mine.json", cwd, PACKAGE_ROOT)).toEqual({ ...MINE, slo: [] });
  expect(loadScenario(join(cwd, "mine.json"), "/", PACKAGE_ROOT).name).toBe("mine");
});

it("looks in the working directory before the package", () => {
  mkdirSync(join(cwd, "scenarios"));
  writeFileSync(join(cwd, "scenarios", "steady.json"), JSON.stringify({ ...MINE, name: "steady" }));
  expect(loadScenario("steady", cwd, PACKAGE_ROOT).description).toBe("Traffic of my own.");
  rmSync(join(cwd, "scenarios"), { recursive: true });
  expect(loadScenario("steady", cwd, PACKAGE_ROOT).description).not.toBe("Traffic of my own.");
});

describe("refuses, with exit code 2", () => {
  const refusal = (name: string) => {
    try {
      loadScenario(name, cwd, PACKAGE_ROOT);
    } catch (error) {
      return error as { exitCode: number; message: string; fix: string };
    }
    return expect.fail("the scenario was accepted");
  };

  it("an unknown name, and lists the known ones: the package's and those in the working directory", () => {
    mkdirSync(join(cwd, "scenarios"));
    writeFileSync(join(cwd, "scenarios", "mine.json"), JSON.stringify(MINE));
    const { exitCode, message, fix } = refusal("stedy");
    expect([exitCode, message]).toEqual([2, 'there is no scenario "stedy"']);
    for (const name of ["mine", ...SHIPPED.map((file) => file.replace(/\.json$/, ""))])
      expect(fix).toContain(name);
  });

  it("a file that is not there", () => {
    expect(refusal("gone.json")).toMatchObject({ exitCode: 2, message: 'there is no scenario "gone.json"' });
  });

  it("a file that is no JSON", () => {
    writeFileSync(join(cwd, "bad.json"), "{ name: mine }");
    expect(refusal("bad.json")).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/bad\.json cannot be read: .*JSON/),
    });
  });

  it("an invalid file, with all problems and their places at once", () => {
    writeFileSync(
      join(cwd, "bad.json"),
      JSON.stringify({
        name: "Not A Name",
        load: { kind: "open", arrivals: { kind: "gamma", ratePerSec: -1, cv: 4, speed: 1 } },
        phases: { warmupMs: -1, measureMs: 0 },
        slo: ["p99<=50ms", "fast"],
        extra: true,
      }),
    );
    const { exitCode, message } = refusal("bad.json");
    expect(exitCode).toBe(2);
    const [head, ...problems] = message.split("\n");
    expect(head).toMatch(/^scenario file .*bad\.json is not valid:$/);
    for (const place of [
      "name",
      "description",
      "load.arrivals",
      "load.arrivals.ratePerSec",
      "phases.warmupMs",
      "phases.measureMs",
      "slo.1",
      "the whole",
    ]) {
      expect(
        problems.some((problem) => problem.startsWith(`  - ${place}: `)),
        place,
      ).toBe(true);
    }
  });

  it.each<[string, object, RegExp]>([
    [
      "a process that does not exist",
      { ...MINE, load: { kind: "open", arrivals: { kind: "pareto" } } },
      /load\.arrivals\.kind/,
    ],
    ["a load that does not exist", { ...MINE, load: { kind: "burst" } }, /load\.kind/],
    ["no content", {}, /name: /],
  ])("%s", (_, scenario, place) => {
    writeFileSync(join(cwd, "bad.json"), JSON.stringify(scenario));
    expect(refusal("bad.json").message).toMatch(place);
  });
});
