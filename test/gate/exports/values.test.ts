import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { GATE_EXPORTS } from "../../../src/gate/exports/index.ts";
import { median } from "../../../src/stats/median.ts";
import { writeReportFile } from "../../../src/store/report-file.ts";
import { gateOf, metricsNamed, pairsOf } from "../fixture.ts";

const METRICS = metricsNamed("p50", "p95", "throughput");
const gate = gateOf(pairsOf(1.3), { metrics: METRICS });
const absent = gateOf(pairsOf(1, 1), { metrics: metricsNamed("ttft.p50") });

/** The JSON schema of Bencher (services/console/public/bmf.json), as zod. */
const bmf = z.record(
  z.string(),
  z.record(
    z.string(),
    z.strictObject({
      value: z.number(),
      lower_value: z.number().optional(),
      upper_value: z.number().optional(),
    }),
  ),
);

/** What github-action-benchmark accepts of a custom tool. */
const benches = z.array(
  z.strictObject({
    name: z.string(),
    unit: z.string(),
    value: z.number(),
    range: z.string().optional(),
    extra: z.string().optional(),
  }),
);

describe("Bencher", () => {
  test("has the candidate's median of each metric, within its interval", () => {
    const format = bmf.parse(JSON.parse(GATE_EXPORTS.bencher.render(gate)));
    expect(Object.keys(format)).toEqual(["plimsoll gate"]);
    const measures = format["plimsoll gate"] ?? {};
    expect(Object.keys(measures)).toEqual([
      "latency_p50_ms",
      "latency_p95_ms",
      "requests_per_sec",
      "failed_share",
    ]);
    const values = gate.pairs.map(({ candidate }) => candidate.figures.p50 as number);
    const { value, lower_value = 0, upper_value = 0 } = measures.latency_p50_ms ?? { value: 0 };
    expect(value).toBe(median(values));
    expect(lower_value).toBe(Math.min(...values));
    expect(upper_value).toBe(Math.max(...values));
  });

  test("few runs have no interval, and a metric without data is left out", () => {
    const few = bmf.parse(JSON.parse(GATE_EXPORTS.bencher.render(gateOf(pairsOf(1, 3)))));
    expect(Object.keys(few["plimsoll gate"]?.latency_p50_ms ?? {})).toEqual(["value"]);
    const none = bmf.parse(JSON.parse(GATE_EXPORTS.bencher.render(absent)));
    expect(Object.keys(none["plimsoll gate"] ?? {})).toEqual(["failed_share"]);
  });

  test("is named by the scenario, where the command names one", () => {
    const named = { ...gate, command: ["plimsoll", "gate", "login-spike", "--seed", "1"] };
    expect(Object.keys(JSON.parse(GATE_EXPORTS.bencher.render(named)))).toEqual(["plimsoll login-spike"]);
  });
});

test("github-action-benchmark: each metric is in the file of its direction", () => {
  const read = (name: "benchmark-smaller" | "benchmark-bigger") =>
    benches.parse(JSON.parse(GATE_EXPORTS[name].render(gate)));
  expect(read("benchmark-smaller").map(({ name }) => name)).toEqual([
    "plimsoll gate: p50",
    "plimsoll gate: p95",
    "plimsoll gate: failed",
  ]);
  expect(read("benchmark-bigger").map(({ name }) => name)).toEqual(["plimsoll gate: requests/s"]);
  expect(read("benchmark-smaller")[0]?.range).toMatch(/^± \d/);
});

describe("annotations", () => {
  const failing = gateOf(pairsOf(1.3));
  const lines = GATE_EXPORTS.annotations.render(failing).trim().split("\n");

  test("are one command a line: the verdict, and each metric that did not pass", () => {
    expect(lines[0]).toMatch(/^::error title=Performance gate%3A FAIL::The candidate is worse/);
    expect(lines).toHaveLength(1 + failing.metrics.filter(({ answer }) => answer !== "pass").length);
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,]+::./);
  });

  test("a text with line breaks and colons cannot begin another command", () => {
    const evil = "x\n::set-output name=a::b%0A";
    const hostile = { ...gate, verdict: { answer: "fail" as const, sentence: evil } };
    const [first = "", ...others] = GATE_EXPORTS.annotations.render(hostile).trim().split("\n");
    expect(first).toContain("x ::set-output name=a::b%250A");
    expect(others.filter((line) => line.startsWith("::set-output"))).toEqual([]);
  });

  test("a gate that passes is one notice", () => {
    expect(
      GATE_EXPORTS.annotations
        .render(gateOf(pairsOf(1)))
        .trim()
        .split("\n"),
    ).toHaveLength(1);
  });
});

test("a summary is added to what is in the file, and other reports take its place", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-summary-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "summary.md");
  writeFileSync(file, "before\n");
  writeReportFile(file, GATE_EXPORTS.summary.render(gate), GATE_EXPORTS.summary.appends);
  expect(readFileSync(file, "utf8")).toBe(`before\n${GATE_EXPORTS.markdown.render(gate)}`);
  writeReportFile(file, "after\n");
  expect(readFileSync(file, "utf8")).toBe("after\n");
});
