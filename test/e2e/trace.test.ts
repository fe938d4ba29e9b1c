import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scenarioSchema } from "../../src/scenario/scenario.ts";
import { readResultFile } from "../../src/store/result-file.ts";
import { generate } from "../traces/traffic.ts";
import { plimsoll, readResult, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

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

/** Arrivals stamped every 3 s, as those of Mooncake's conversations are. */
function clumped(cwd: string): string {
  const times = generate({ kind: "poisson", ratePerSec: 3.4 }, 1800, 1);
  const rows = [...times].map(
    (atMs) => `{"timestamp": ${3000 * Math.floor(atMs / 3000)}, "input_length": 9}\n`,
  );
  writeFileSync(join(cwd, "clumped.jsonl"), rows.join(""));
  return "clumped.jsonl";
}

const CLUMPS = "different times, all of them multiples of 3s apart";

describe("a trace that no model fits", () => {
  test("ends with exit code 1, says why, and gives the command that replays it", async () => {
    const cwd = tempFolder();
    const { exitCode, stdout } = await plimsoll(["trace", "fit", clumped(cwd), "--out", "s.json"], cwd);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^NO GOOD FIT\nbecause {4}the model is off the/);
    expect(stdout).toContain("\n           plimsoll run --arrivals trace:clumped.jsonl --duration 1798s\n");
    const { description } = scenarioSchema.parse(JSON.parse(readFileSync(join(cwd, "s.json"), "utf8")));
    expect(description).toContain("No good fit to clumped.jsonl, so replay that instead");
  });

  test("is in the JSON as problems, with the words of that command", async () => {
    const cwd = tempFolder();
    const { exitCode, stdout } = await plimsoll(["trace", "fit", clumped(cwd), "--json"], cwd);
    expect(exitCode).toBe(1);
    const { fit, replay, reading } = JSON.parse(stdout);
    expect(fit.problems.length).toBeGreaterThan(0);
    expect(replay).toEqual([
      ["plimsoll", "run", "--arrivals", "trace:clumped.jsonl", "--duration", expect.stringMatching(/^\d+s$/)],
    ]);
    expect(reading.notes.join()).toContain(CLUMPS);
  });

  test("is fitted when its arrivals are spread over the quantum of their clock", async () => {
    const cwd = tempFolder();
    const args = ["trace", "fit", clumped(cwd), "--spread", "3s", "--json"];
    const { exitCode, stdout } = await plimsoll(args, cwd);
    expect(exitCode).toBe(0);
    const { fit, replay, reading } = JSON.parse(stdout);
    expect(fit.problems).toEqual([]);
    expect(replay[0]).toEqual(expect.arrayContaining(["--spread", "3s"]));
    expect(reading.repairs).toEqual([
      { what: expect.stringContaining("de-quantised"), count: expect.any(Number) },
    ]);
  });
});

test("a trace without bursts is not called too short: a constant rate is what it is", async () => {
  const cwd = tempFolder();
  const times = Array.from({ length: 2000 }, (_, i) => 50 * i);
  writeFileSync(join(cwd, "metronome.csv"), `offset_ms\n${times.join("\n")}\n`);
  const { exitCode, stderr } = await plimsoll(["trace", "fit", "metronome.csv"], cwd);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("metronome.csv has no bursts to fit: at ");
  expect(stderr).toContain("--arrivals constant --rate 20");
});

describe("arrivals that a coarse clock clumped are said to be that wherever they are read", () => {
  test.each([
    ["inspect"],
    ["fit"],
    ["convert", "--to", "csv"],
    ["scale", "--by", "2", "--how", "superposition", "--out", "o.csv"],
  ])("by trace %s", async (action, ...more) => {
    const cwd = tempFolder();
    const { stdout, stderr } = await plimsoll(["trace", action, clumped(cwd), ...more], cwd);
    expect(`${stdout}${stderr}`.replace(/\s+/g, " ")).toContain(CLUMPS);
  });

  test("by a run: on the terminal, in the result and in the report; and gone when they are spread", async () => {
    const cwd = tempFolder();
    const url = await httpServer((_, response) => response.end("{}"));
    const server = [
      "--target",
      "http-json",
      "--url",
      url,
      "--body",
      "{}",
      "--duration",
      "2s",
      "--warmup",
      "0s",
    ];
    const run = (out: string, ...more: string[]) =>
      plimsoll(["run", "--arrivals", `trace:${clumped(cwd)}`, ...server, "--out", out, ...more], cwd);
    const { stdout, stderr } = await run("as-is");
    expect(stdout.replace(/\s+/g, " ")).toContain(CLUMPS);
    expect(stderr).toContain(CLUMPS);
    expect(readResult(join(cwd, "as-is")).load.notes.join()).toContain(`clumped.jsonl: `);
    expect(readResult(join(cwd, "as-is")).load.notes.join()).toContain(CLUMPS);
    expect(readFileSync(join(cwd, "as-is/report.html"), "utf8")).toContain(CLUMPS);

    await run("spread", "--spread", "3s");
    const { load, scenario, command, schedule } = readResult(join(cwd, "spread"));
    expect(load.notes.join()).not.toContain(CLUMPS);
    expect(load.notes.join()).toContain("were spread over it by chance");
    expect(load.arrivals).toBe("trace: the arrivals of clumped.jsonl, spread over 3s");
    expect(scenario.load).toMatchObject({
      arrivals: { kind: "trace", file: "clumped.jsonl", spreadMs: 3000 },
    });
    expect(command).toEqual(expect.arrayContaining(["--spread", "3s"]));
    expect(schedule.sha256).not.toBe(readResult(join(cwd, "as-is")).schedule.sha256);
  });

  test("by a sweep, once", async () => {
    const cwd = tempFolder();
    const url = await httpServer((_, response) => response.end("{}"));
    const server = ["--target", "http-json", "--url", url, "--body", "{}", "--accuracy", "any"];
    const lengths = ["--duration", "500ms", "--warmup", "0s", "--cooldown", "10ms"];
    const points = ["--arrivals", `trace:${clumped(cwd)}`, "--repeats", "2"];
    const { stdout, stderr } = await plimsoll(["sweep", ...points, ...server, ...lengths, "--out", "s"], cwd);
    expect(stdout.replace(/\s+/g, " "), stderr).toContain(CLUMPS);
    const { trafficNotes } = readResultFile(join(cwd, "s"), "sweep");
    expect(trafficNotes.filter((note) => note.includes(CLUMPS))).toHaveLength(1);
    expect(readFileSync(join(cwd, "s/report.html"), "utf8")).toContain(CLUMPS);
  });
});

test("--spread without recorded arrivals is a usage error, in a closed loop too", async () => {
  for (const args of [["steady"], ["steady", "--concurrency", "2"]]) {
    const { exitCode, stderr } = await plimsoll(["run", ...args, "--spread", "1s"], tempFolder());
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--spread would do nothing");
  }
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
