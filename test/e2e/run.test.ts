import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HistogramLogReader } from "hdr-histogram-js";
import { expect, test } from "vitest";
import { plimsoll, readResult, start, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

const QUICK = ["--duration", "2s", "--warmup", "0.5s", "--rate", "100"];

test("a run against the embedded server leaves result, histogram log and report, and they agree", async () => {
  const cwd = tempFolder();
  const { stdout, stderr } = await plimsoll(["run", "fraud-check-burst", ...QUICK, "--out", "out"], cwd);
  const result = readResult(join(cwd, "out"));
  expect(stderr).toContain("requests planned for 2.5 s");
  expect(stdout).toContain(result.schedule.sha256);
  expect(result.requests.ok).toBeGreaterThan(50);
  expect(result.requests.ok + result.requests.failed).toBe(result.requests.scheduled);
  expect(result.schedule.requests - result.schedule.warmupRequests).toBe(result.requests.scheduled);
  expect(result.target).toMatchObject({
    embedded: true,
    model: "digits",
    weights: "trained",
    precision: "fp32",
  });
  expect(result.burst.planned.arrivals).toBe(result.requests.scheduled);
  expect(result.burst.sent.arrivals).toBe(result.requests.sent);

  const log = new HistogramLogReader(readFileSync(join(cwd, "out/latency.hlog"), "utf8"));
  let logged = 0;
  for (let line = log.nextIntervalHistogram(); line !== null; line = log.nextIntervalHistogram()) {
    if (line.tag === "NO TAG") logged += line.totalCount;
  }
  expect(logged).toBe(result.latencyMs.response.count);

  const report = readFileSync(join(cwd, "out/report.html"), "utf8");
  expect(report.includes(result.schedule.sha256)).toBe(true);
  expect(report.includes("<svg")).toBe(true);

  const { serverStatistics } = result;
  expect(serverStatistics).toMatchObject({ failed: 0, unexplained: 0 });
  expect(serverStatistics?.requests).toBeGreaterThan(50);
  expect(serverStatistics?.executions).toBeLessThanOrEqual(serverStatistics?.requests ?? 0);
  expect(serverStatistics?.computeInferMs).toBeGreaterThan(0);
  expect(stdout).toMatch(/^inside +queue \d.*, model \d/m);
  expect(report.includes("Inside the server")).toBe(true);
});

test("the same seed gives the same schedule, whatever the number of workers; another seed another", async () => {
  const cwd = tempFolder();
  const url = await httpServer((_, response) => response.end("ok"));
  const hash = async (seed: number, workers: number) => {
    const args = [
      "run",
      ...QUICK,
      "--target",
      "http-json",
      "--url",
      url,
      "--seed",
      `${seed}`,
      "--workers",
      `${workers}`,
    ];
    const { stdout } = await plimsoll([...args, "--json", "--out", `${seed}-${workers}`], cwd);
    return (JSON.parse(stdout) as { schedule: { sha256: string } }).schedule.sha256;
  };
  const first = await hash(7, 1);
  expect(await hash(7, 3)).toBe(first);
  expect(await hash(8, 1)).not.toBe(first);
});

test("the figures follow the rate, the price and the model", async () => {
  const cwd = tempFolder();
  const at = async (name: string, ...args: string[]) => {
    await plimsoll(["run", "steady", "--duration", "2s", "--warmup", "0.5s", "--out", name, ...args], cwd);
    return readResult(join(cwd, name));
  };
  const slow = await at("slow", "--rate", "40", "--price", "1");
  const fast = await at(
    "fast",
    "--rate",
    "120",
    "--price",
    "3.6",
    "--model",
    "textenc",
    "--precision",
    "int8",
  );
  expect(slow.load.plannedPerSec).toBe(40);
  expect(fast.load.plannedPerSec).toBe(120);
  expect(fast.target).toMatchObject({ model: "textenc", precision: "int8", weights: "synthetic" });
  expect(slow.cost).toMatchObject({ pricePerHour: 1, priceIsExample: false });
  // 3.6 USD an hour is 0.001 USD a second.
  expect(fast.cost.perMillionRequests).toBeCloseTo(1000 / (fast.load.achievedPerSec ?? 0), 6);
  const report = readFileSync(join(cwd, "fast/report.html"), "utf8");
  expect(/synthetic weights/i.test(report)).toBe(true);
});

test("without --price the report names its price as an example, with source and date", async () => {
  const cwd = tempFolder();
  await plimsoll(["run", ...QUICK, "--out", "out"], cwd);
  const { cost } = readResult(join(cwd, "out"));
  expect(cost.priceIsExample).toBe(true);
  expect(cost.priceSource).toMatch(/example.*us-east-1.*2026-07-20/);
});

test("--json prints the result document on stdout, and nothing else there", async () => {
  const cwd = tempFolder();
  const { stdout, stderr } = await plimsoll(["run", ...QUICK, "--json", "--out", "out"], cwd);
  expect(JSON.parse(stdout)).toEqual(readResult(join(cwd, "out")));
  expect(stderr).toContain("report");
});

test("an objective that cannot hold exits 1, one that is asked of too few requests exits 3", async () => {
  const cwd = tempFolder();
  // Slow enough that a stall of the machine is less than the 5 % of p99 that lateness may spoil.
  const url = await httpServer((_, response) => setTimeout(() => response.end(), 400));
  const args = ["run", "steady", "--target", "http-json", "--url", url, "--duration", "4s", "--rate", "50"];
  const missed = await plimsoll([...args, "--slo", "p90<=100ms", "--out", "missed"], cwd);
  const { slo, verdict } = readResult(join(cwd, "missed"));
  expect(slo[0]).toMatchObject({ objective: "p90<=100ms", holds: verdict.valid ? false : null });
  expect(missed.stdout).toMatch(verdict.valid ? /^OBJECTIVE MISSED / : /^INVALID /);
  // Unless the machine spoilt the run: then no objective is judged by it.
  expect(missed.exitCode).toBe(verdict.valid ? 1 : 3);
  const few = await plimsoll([...args, "--slo", "p999<=10s", "--out", "few"], cwd);
  expect(few.exitCode).toBe(3);
  expect(readResult(join(cwd, "few")).verdict.reasons.map((reason) => reason.code)).toContain(
    "too-few-samples",
  );
});

test("Ctrl-C saves what was measured, marked partial, and exits 130", async () => {
  const cwd = tempFolder();
  const url = await httpServer((_, response) => setTimeout(() => response.end(), 200));
  const args = [
    "run",
    "steady",
    "--target",
    "http-json",
    "--url",
    url,
    "--duration",
    "60s",
    "--warmup",
    "0s",
    "--rate",
    "50",
  ];
  const running = start([...args, "--out", "out"], cwd);
  await expect.poll(running.stderrSoFar, { timeout: 30_000 }).toContain("5 s of 60 s");
  running.child.kill("SIGINT");
  const { exitCode } = await running.finished;
  expect(exitCode).toBe(130);
  const result = readResult(join(cwd, "out"));
  expect(result.partial).toBe(true);
  expect(result.requests.ok).toBeGreaterThan(20);
  expect(result.requests.byOutcome.cancelled).toBeGreaterThan(0);
  expect(result.requests.ok + result.requests.failed).toBe(result.requests.scheduled);
  expect(existsSync(join(cwd, "out/report.html"))).toBe(true);
});
