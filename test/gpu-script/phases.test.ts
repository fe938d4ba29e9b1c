import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ended, json, runOf, script, sweepOf, TINY, workFolder } from "./script.ts";

const work = workFolder();
const STAND_IN = [...TINY, "--servers", "stand-in"];
const PHASES = ["burst", "fingerprint", "lengths", "sweep", "tokens"];

/** When each result was written. */
function written(folder: string): Map<string, number> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const results = paths.filter((path) => path.endsWith("result.json"));
  return new Map(results.map((path) => [path, statSync(join(folder, path)).mtimeMs]));
}

describe("all phases, against stand-ins", () => {
  const out = join(work, "out");
  const bundle = join(work, "bundle");
  const again = ["--out", out, "--bundle", bundle];
  let first: Ended;
  beforeAll(async () => {
    first = await script("run.mjs", [...STAND_IN, ...again]);
  });

  test("each is done, and comes as one file", () => {
    expect(first.text).toContain("fingerprint done, burst done, lengths done, sweep done, tokens done");
    expect(first.exitCode).toBe(0);
    expect(readdirSync(bundle).sort()).toEqual(PHASES.map((phase) => `${phase}.tar.gz`));
    expect(json(out, "fingerprint/fingerprint.json")).toMatchObject({ device: "cpu", servers: "stand-in" });
  });

  test("bursts come at 70 % of what the closed loop reached, and have their price", () => {
    for (const model of ["vision", "encoder"]) {
      const peak = runOf(out, "burst", `${model}-peak`);
      expect(peak.load.offeredPerSec).toBeNull();
      for (const [shape, kind] of [
        ["gamma", "gamma"],
        ["mmpp", "mmpp"],
      ]) {
        const { scenario, requests, cost } = runOf(out, "burst", `${model}-${shape}`);
        const rate = 0.7 * (peak.load.achievedPerSec ?? Number.NaN);
        expect(scenario.load).toMatchObject({ kind: "open", arrivals: { kind } });
        expect(scenario.load).toHaveProperty("arrivals.ratePerSec", Number(rate.toPrecision(4)));
        expect(requests.scheduled).toBeGreaterThan(0);
        expect(cost.perMillionRequests).toBeGreaterThan(0);
      }
    }
  });

  test("sweeps measured their whole grid", () => {
    expect(sweepOf(out, "sweep", "vision").search).toMatchObject({ gridPoints: 4, measuredPoints: 4 });
    expect(sweepOf(out, "sweep", "encoder").axes.map(({ name }) => name)).toEqual(["precision", "batch"]);
    const lengths = sweepOf(out, "lengths", "encoder");
    expect(lengths.axes).toMatchObject([{ name: "lengths", values: ["fixed:128", "uniform:16-240"] }]);
    expect(lengths.points).toHaveLength(2);
  });

  test("token streams have first tokens and time per token", () => {
    for (const step of ["streams-1", "streams-4", "poisson"]) {
      const { latencyMs, requests, tokens } = runOf(out, "tokens", step);
      expect(requests.ok).toBe(requests.scheduled);
      expect(latencyMs.ttft?.count).toBe(requests.ok);
      expect(latencyMs.tpot?.count).toBe(requests.ok);
      expect(tokens?.output).toBe(8 * (tokens?.answers ?? 0));
    }
  });

  test("what is there already is not measured again, and what was lost is", async () => {
    rmSync(join(out, "burst/encoder-gamma"), { recursive: true });
    // As a sweep that was killed leaves it: its plan and some of its points.
    rmSync(join(out, "sweep/vision/result.json"));
    const [lost = "", ...others] = readdirSync(join(out, "sweep/vision/points"));
    rmSync(join(out, "sweep/vision/points", lost), { recursive: true });
    const before = written(out);
    const { exitCode, text } = await script("run.mjs", [...STAND_IN, ...again]);
    expect(exitCode, text).toBe(0);
    expect(text).toContain("burst encoder-gamma: done");
    expect(text).toContain("burst vision-peak: kept");
    const after = written(out);
    expect([...before].filter(([path, atMs]) => after.get(path) !== atMs)).toEqual([]);
    expect(others).toHaveLength(3);
    expect(sweepOf(out, "sweep", "vision").search.measuredPoints).toBe(4);
  });

  test("collect keeps results and reports, and one table of all", async () => {
    const samples = join(work, "samples");
    const { exitCode, text } = await script("collect.mjs", [bundle, samples]);
    expect(exitCode, text).toBe(0);
    const table = readFileSync(join(samples, "gpu-summary.md"), "utf8").trim().split("\n");
    expect(table).toHaveLength(2 + 12);
    expect(new Set(table.map((row) => row.split(" | ").length))).toEqual(new Set([8]));
    for (const sample of ["gpu-burst-vision-mmpp", "gpu-sweep-encoder", "gpu-tokens-poisson"])
      expect(existsSync(join(samples, sample, "report.html"))).toBe(true);
    expect(existsSync(join(samples, "gpu-sweep-encoder/points"))).toBe(false);
  });
});

const python = process.env.PLIMSOLL_PYTHON ?? "python3";
const hasTorch = spawnSync(python, ["-c", "import torch, torchvision, transformers, aiohttp"]).status === 0;

test.skipIf(!hasTorch)("the tensor server over torch is measured in the same way", async () => {
  const out = join(work, "torch");
  const { exitCode, text } = await script("run.mjs", ["lengths", ...TINY, "--out", out]);
  expect(exitCode, text).toBe(0);
  expect(sweepOf(out, "lengths", "encoder").target.server).toContain("tensor_server.py");
});
