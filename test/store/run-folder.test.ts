import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HistogramLogReader, listTags } from "hdr-histogram-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRng, exponential } from "../../src/core/rng.ts";
import type { RunWindow } from "../../src/result/window.ts";
import { LatencyHistograms } from "../../src/stats/recorder.ts";
import { RunFolder } from "../../src/store/run-folder.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plimsoll-run-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const MEASURE_FROM_MS = 3000;

const windowAt = (startMs: number, phase: RunWindow["phase"]): RunWindow => ({
  startMs,
  phase,
  offered: 0,
  ok: 0,
  failed: 0,
  inFlight: 0,
  p50Ms: null,
  p99Ms: null,
  maxMs: null,
});

/** Latencies of `count` requests, service around 5 ms. */
function latenciesOf(count: number, seed: number): LatencyHistograms {
  const rng = createRng(seed, "test");
  const latencies = new LatencyHistograms();
  for (let seq = 0; seq < count; seq++) {
    const sentMs = exponential(rng);
    latencies.record({
      seq,
      shard: 0,
      phase: "measure",
      endpoint: 0,
      items: 1,
      intendedMs: 0,
      sentMs,
      firstByteMs: null,
      doneMs: sentMs + 5 * exponential(rng),
      bytes: 1,
      outcome: "ok",
      failure: "none",
      status: 200,
    });
  }
  return latencies;
}

describe("latency.hlog", () => {
  it("is read by HdrHistogram's own reader, with the same counts, second by second", async () => {
    const folder = new RunFolder(join(root, "run"));
    folder.startLog(1_700_000_000_500, "steady");
    const seconds = [100, 0, 37].map((count, i) => latenciesOf(count, i));
    folder.appendWindow(windowAt(2000, "warmup"), MEASURE_FROM_MS, latenciesOf(50, 9));
    for (const [i, latencies] of seconds.entries()) {
      folder.appendWindow(windowAt(3000 + 1000 * i, i < 2 ? "measure" : "drain"), MEASURE_FROM_MS, latencies);
    }
    await folder.closeLog();

    const text = readFileSync(join(root, "run", "latency.hlog"), "utf8");
    expect(listTags(text)).toEqual(["NO TAG", "service", "sendLag"]);
    const reader = new HistogramLogReader(text);
    const found: unknown[] = [];
    for (let h = reader.nextIntervalHistogram(); h !== null; h = reader.nextIntervalHistogram()) {
      const { tag, totalCount, maxValue, startTimeStampMsec, endTimeStampMsec } = h;
      found.push({
        tag,
        totalCount,
        maxValue,
        p99: h.getValueAtPercentile(99),
        startTimeStampMsec,
        endTimeStampMsec,
      });
    }
    const expected = [0, 2].flatMap((second) => {
      const { response, service, sendLag } = seconds[second] ?? new LatencyHistograms();
      return [
        ["NO TAG", response] as const,
        ["service", service] as const,
        ["sendLag", sendLag] as const,
      ].map(([tag, histogram]) => ({
        tag,
        totalCount: histogram.count,
        maxValue: Math.round(histogram.maxMs * 1000),
        p99: Math.round(histogram.percentileMs(99) * 1000),
        startTimeStampMsec: 1_700_000_000_500 + 1000 * second,
        endTimeStampMsec: 1_700_000_001_500 + 1000 * second,
      }));
    });
    expect(found).toEqual(expected);
  });

  it("has no line that a reader could stumble over: comments, the legend, and four fields each; none of the warm-up", async () => {
    const folder = new RunFolder(join(root, "run"));
    folder.startLog(1_700_000_000_000, "steady");
    folder.appendWindow(windowAt(2000, "warmup"), MEASURE_FROM_MS, latenciesOf(10, 1));
    folder.appendWindow(windowAt(3000, "measure"), MEASURE_FROM_MS, latenciesOf(10, 1));
    await folder.closeLog();
    const lines = readFileSync(join(root, "run", "latency.hlog"), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "#[steady; values in microseconds; response without a tag, the others tagged]",
      "#[Histogram log format version 1.3]",
      "#[StartTime: 1700000000.000 (seconds since epoch)]",
      '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ]);
    for (const line of lines.slice(4))
      expect(line).toMatch(/^(Tag=\w+,)?\d+\.\d{3},1\.000,\d+\.\d{3},[A-Za-z0-9+/=]+$/);
    expect(lines).toHaveLength(7);
  });
});

describe("write", () => {
  it("leaves the file, whole, and nothing beside it, also where there was one before", async () => {
    const folder = new RunFolder(join(root, "run"));
    const long = JSON.stringify({ text: "ü".repeat(100_000) });
    expect(folder.write("result.json", "first and longer than what follows")).toBe(
      join(root, "run", "result.json"),
    );
    folder.write("result.json", "second");
    folder.write("report.html", long);
    await folder.closeLog();
    expect(readFileSync(join(root, "run", "result.json"), "utf8")).toBe("second");
    expect(readFileSync(join(root, "run", "report.html"), "utf8")).toBe(long);
    expect(readdirSync(join(root, "run")).sort()).toEqual(["latency.hlog", "report.html", "result.json"]);
  });
});

describe("the folder", () => {
  it("is made with its parents", async () => {
    const folder = new RunFolder(join(root, "a", "b", "c"));
    await folder.closeLog();
    expect(folder.path).toBe(join(root, "a", "b", "c"));
    expect(readdirSync(folder.path)).toEqual(["latency.hlog"]);
  });

  it("that cannot be made is a usage error that names it", () => {
    writeFileSync(join(root, "file"), "");
    expect(() => new RunFolder(join(root, "file", "run"))).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringContaining(`folder ${join(root, "file", "run")} cannot be made`),
        fix: "choose another --out",
      }),
    );
  });
});
