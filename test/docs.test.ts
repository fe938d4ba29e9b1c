import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ARRIVALS } from "../src/arrivals/index.ts";
import { calibrateOptionsSchema } from "../src/config/calibrate-options.ts";
import { capacityOptionsSchema } from "../src/config/capacity-options.ts";
import { compareOptionsSchema } from "../src/config/compare-options.ts";
import { gateOptionsSchema } from "../src/config/gate-options.ts";
import { kebab } from "../src/config/merge.ts";
import { planOptionsSchema } from "../src/config/plan-options.ts";
import { runOptionsSchema } from "../src/config/run-options.ts";
import { serveOptionsSchema } from "../src/config/serve-options.ts";
import { simulateOptionsSchema } from "../src/config/simulate-options.ts";
import { sweepOptionsSchema } from "../src/config/sweep-options.ts";
import { EXIT } from "../src/core/errors.ts";
import { BURST_WINDOWS_SEC } from "../src/stats/burst.ts";
import { sampleFloor } from "../src/stats/latency.ts";
import { judgeRun } from "../src/stats/verdict.ts";
import { readResultFile } from "../src/store/result-file.ts";
import { VERDICT_INPUT } from "./stats/verdict-input.ts";

const root = join(import.meta.dirname, "..");
const tracked = (pattern: string) =>
  execFileSync("git", ["ls-files", pattern], { cwd: root, encoding: "utf8" }).trim().split("\n");
const pages = tracked("*.md");
const schemas = tracked("docs/*.schema.json");
const read = (page: string) => readFileSync(join(root, page), "utf8");

test("every relative link of every page leads somewhere", () => {
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] ?? "")
      .filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(page), link)))
      .map((link) => `${page}: ${link}`),
  );
  expect(pages.length).toBeGreaterThan(8);
  expect(dead).toEqual([]);
});

test("every flag that the README names exists", () => {
  const known = [
    ...[
      calibrateOptionsSchema,
      capacityOptionsSchema,
      compareOptionsSchema,
      gateOptionsSchema,
      planOptionsSchema,
      runOptionsSchema,
      serveOptionsSchema,
      simulateOptionsSchema,
      sweepOptionsSchema,
    ]
      .flatMap(({ shape }) => Object.keys(shape))
      .map((option) => `--${kebab(option)}`),
    ...["--json", "--config", "--help", "--list", "--plan"],
  ];
  const named = [...read("README.md").matchAll(/--[a-z][a-z-]*/g)].map((match) => match[0]);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((flag) => !known.includes(flag))).toEqual([]);
});

test("the README's exit codes are those of the program", () => {
  const rows = [...read("README.md").matchAll(/^\| (\d+) \| /gm)].map((match) => Number(match[1]));
  expect(rows.sort((a, b) => a - b)).toEqual(Object.values(EXIT).sort((a, b) => a - b));
});

test("docs/metrics.md states the sample floors and window rule of the code", () => {
  const page = read("docs/metrics.md");
  for (const [key, percentile] of [
    ["p50", 50],
    ["p90", 90],
    ["p95", 95],
    ["p99", 99],
    ["p99.9", 99.9],
  ] as const) {
    expect(page).toContain(`${key} ${sampleFloor(percentile)}`);
  }
  expect(BURST_WINDOWS_SEC).toEqual([0.1, 1, 10, 60]);
});

test("docs/metrics.md has a row for every check of the verdict", () => {
  const page = read("docs/metrics.md");
  const titles = judgeRun(VERDICT_INPUT).checks.map(({ title }) => title);
  expect(titles.length).toBeGreaterThan(10);
  expect(titles.filter((title) => !page.includes(`| ${title} |`))).toEqual([]);
});

test("docs/options.md says what every option means", () => {
  const rows = [...read("docs/options.md").matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm)];
  expect(rows.length).toBeGreaterThan(100);
  const mute = rows.filter(([, , meaning = ""]) => meaning.trim() === "" || /\bundefined\b/.test(meaning));
  expect(mute.map(([row]) => row)).toEqual([]);
});

test("docs/scenario.schema.json says what every field means, except the tag of a union and a reference", () => {
  const mute = propertiesOf(JSON.parse(read("docs/scenario.schema.json"))).filter(
    ({ schema }) =>
      schema.const === undefined && schema.$ref === undefined && (schema.description ?? "").trim() === "",
  );
  expect(mute.map(({ path }) => path)).toEqual([]);
});

test.each(schemas)("no description in %s is an unfilled template", (page) => {
  const properties = propertiesOf(JSON.parse(read(page)));
  expect(properties.length).toBeGreaterThan(10);
  const unfilled = properties.filter(({ schema }) => /\bundefined\b/.test(schema.description ?? ""));
  expect(unfilled.map(({ path }) => path)).toEqual([]);
});

/** A property of a JSON schema, as far as the tests read it. */
interface PropertySchema {
  readonly const?: unknown;
  readonly $ref?: string;
  readonly description?: string;
}

/** Every property of a JSON schema, at any depth, with its path. */
function propertiesOf(node: unknown, path = ""): { path: string; schema: PropertySchema }[] {
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key !== "properties") return propertiesOf(value, `${path}/${key}`);
    return Object.entries(value as Record<string, PropertySchema>).flatMap(([name, schema]) => [
      { path: `${path}/${name}`, schema },
      ...propertiesOf(schema, `${path}/${name}`),
    ]);
  });
}

test("docs/options.md lists every arrival process", () => {
  const page = read("docs/options.md");
  for (const kind of Object.keys(ARRIVALS)) expect(page).toContain(`### ${kind}`);
});

test("the committed sample is a result of this version, and the README's picture is its report", () => {
  const sample = readResultFile(join(root, "reports/samples/fraud-check-burst"), "run");
  expect(sample.verdict.valid).toBe(true);
  expect(read("reports/samples/fraud-check-burst/report.html").includes(sample.schedule.sha256)).toBe(true);
});

test.each(["capacity-forecasts", "capacity-language-encoder"])(
  "%s says in its first lines who measured what, and is the plan that its page shows",
  (name) => {
    const folder = `reports/samples/${name}`;
    const sample = readResultFile(join(root, folder), "plan");
    const [title = "", , grounds = ""] = read(`${folder}/README.md`).split("\n");
    expect(title).toMatch(/^# /);
    expect(sample.grounds.length).toBeGreaterThan(2);
    expect(grounds).toBe(sample.grounds.join(" "));
    expect(grounds).toMatch(
      /measured by NVIDIA .*Apache-2\.0.* simulated.* prices are listed: .*as of \d{4}-\d\d-\d\d/,
    );
    const page = read(`${folder}/report.html`);
    expect(page).toContain(sample.startedAt);
    for (const sentence of sample.grounds) expect(page).toContain(sentence.slice(0, 40));
    const rows = read(`${folder}/fleets.csv`).trim().split(/\r?\n/);
    expect(rows).toHaveLength(sample.fleets.length + 1);
    for (const { service, price } of sample.machines) {
      expect(service.origin).toBe("imported");
      expect(price.isStated).toBe(false);
    }
    for (const page of ["README.md", "docs/plans.md"]) expect(read(page)).toContain(folder);
  },
);

test("the committed sweep is a result of this version, and found what its report says", () => {
  const sample = readResultFile(join(root, "reports/samples/sweep-digits"), "sweep");
  expect(sample.best).not.toBeNull();
  expect(read("reports/samples/sweep-digits/report.html")).toContain(sample.startedAt);
  const rows = read("reports/samples/sweep-digits/points.csv").trim().split("\r\n");
  expect(rows).toHaveLength(sample.measures.length + 1);
});
