import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scenarioSchema } from "../../src/scenario/scenario.ts";
import { generate } from "../traces/traffic.ts";
import { plimsoll, tempFolder } from "./plimsoll.ts";

const EXCERPT = join(import.meta.dirname, "../traces/fixtures/azure-llm-2023-code-excerpt.csv");

test("inspect prints the figures of a real trace as JSON, and draws its rate", async () => {
  const cwd = tempFolder();
  const args = ["trace", "inspect", EXCERPT, "--json", "--svg", "rate.svg"];
  const { exitCode, stdout, stderr } = await plimsoll(args, cwd);
  expect(exitCode, stderr).toBe(0);
  const inspection = JSON.parse(stdout);
  expect(inspection).toMatchObject({ format: "azure-llm-2023", arrivals: 300 });
  expect(Object.keys(inspection.idc)).toEqual(Object.keys(inspection.peakToMean));
  expect(inspection.idc["0.1"]).toBeGreaterThan(1);
  expect(readFileSync(join(cwd, "rate.svg"), "utf8")).toContain("<svg");
});

test("inspect shows people a sparkline", async () => {
  const { exitCode, stdout } = await plimsoll(["trace", "inspect", EXCERPT], tempFolder());
  expect(exitCode).toBe(0);
  expect(stdout).toContain("█");
});

test("fit writes a scenario that is valid, and says how well it matches", async () => {
  const cwd = tempFolder();
  const times = generate({ kind: "mmpp", ratePerSec: 20, burst: 8, share: 0.1, dwellMs: 2000 }, 300, 1);
  writeFileSync(join(cwd, "calls.csv"), `offset_ms\n${[...times].join("\n")}\n`);
  const { exitCode, stdout, stderr } = await plimsoll(["trace", "fit", "calls.csv", "--out", "s.json"], cwd);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain("IDC(10 s)");
  const scenario = scenarioSchema.parse(JSON.parse(readFileSync(join(cwd, "s.json"), "utf8")));
  expect(scenario.name).toBe("calls-fitted");
  const json = await plimsoll(["trace", "fit", "calls.csv", "--json"], cwd);
  expect(JSON.parse(json.stdout).scenario).toEqual(JSON.parse(readFileSync(join(cwd, "s.json"), "utf8")));
});

test("convert and back gives the same offsets", async () => {
  const cwd = tempFolder();
  await plimsoll(["trace", "convert", EXCERPT, "--to", "jsonl", "--out", "a.jsonl"], cwd);
  const there = await plimsoll(["trace", "convert", EXCERPT, "--to", "csv"], cwd);
  const back = await plimsoll(["trace", "convert", "a.jsonl", "--to", "csv"], cwd);
  expect(there.stdout.split("\n").slice(0, 3)).toEqual([
    "offset_ms,input_length,output_length",
    "0,4808,10",
    "52,3180,8",
  ]);
  expect(back.stdout).toBe(there.stdout);
});

test.each(["time-compression", "superposition", "rate-curve"])(
  "scale by %s gives twice the rate",
  async (how) => {
    const cwd = tempFolder();
    const args = ["trace", "scale", EXCERPT, "--by", "2", "--how", how, "--out", "twice.csv", "--json"];
    const { exitCode, stdout, stderr } = await plimsoll(args, cwd);
    expect(exitCode, stderr).toBe(0);
    const { before, after, notes } = JSON.parse(stdout);
    expect(after.ratePerSec / before.ratePerSec).toBeCloseTo(2, 1);
    expect(notes).toHaveLength(2);
    expect(existsSync(join(cwd, "twice.csv"))).toBe(true);
  },
);

test("scale explains the three meanings when none is chosen, with every other problem", async () => {
  const args = ["trace", "scale", EXCERPT, "--by", "-1", "--wat"];
  const { exitCode, stderr } = await plimsoll(args, tempFolder());
  expect(exitCode).toBe(2);
  for (const part of [
    "time-compression (",
    "superposition (",
    "rate-curve (",
    "--by",
    "--wat: no such option",
    "out",
  ])
    expect(stderr).toContain(part);
});

test.each([
  { what: "no action", args: ["trace"], says: "inspect, fit, convert, scale" },
  { what: "no file", args: ["trace", "inspect"], says: "file" },
  { what: "a file that is not there", args: ["trace", "fit", "no.csv"], says: "no.csv does not exist" },
  { what: "a second file", args: ["trace", "inspect", EXCERPT, EXCERPT], says: "belongs to no option" },
  {
    what: "a format that does not fit",
    args: ["trace", "inspect", EXCERPT, "--format", "burstgpt"],
    says: "csv:1:",
  },
  {
    what: "half a copy",
    args: ["trace", "scale", EXCERPT, "--by", "1.5", "--how", "superposition", "--out", "x"],
    says: "--by",
  },
])("$what is a usage error", async ({ args, says }) => {
  const { exitCode, stderr, stdout } = await plimsoll(args, tempFolder());
  expect(stderr).toContain(says);
  expect(stdout).toBe("");
  expect(exitCode).toBe(2);
});

test("a bad line leaves no half-written file behind", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "bad.csv"), "offset_ms\n1\n2\nthree\n");
  const { exitCode, stderr } = await plimsoll(
    ["trace", "convert", "bad.csv", "--to", "csv", "--out", "o.csv"],
    cwd,
  );
  expect(exitCode).toBe(2);
  expect(stderr).toContain("bad.csv:4: ");
  expect(existsSync(join(cwd, "o.csv"))).toBe(false);
  expect(existsSync(join(cwd, "o.csv.tmp"))).toBe(false);
});
