import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HistogramLogReader, listTags } from "hdr-histogram-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRng, exponential } from "../../src/core/rng.ts";
import type { RunWindow } from "../../src/result/window.ts";
import { LatencyHistograms } from "../../src/stats/latency-histograms.ts";
import type { Place } from "../../src/store/place.ts";
import { RunFolder } from "../../src/store/run-folder.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plimsoll-run-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const at = (...names: string[]): Place => ({ path: join(root, ...names), madeUp: false });

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
    const folder = new RunFolder(at("run"));
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
    const folder = new RunFolder(at("run"));
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
    const folder = new RunFolder(at("run"));
    const long = JSON.stringify({ text: "ü".repeat(100_000) });
    expect(folder.write("result.json", "first and longer than what follows")).toBe(
      join(root, "run", "result.json"),
    );
    folder.write("result.json", "second");
    folder.write("report.html", long);
    folder.release();
    expect(readFileSync(join(root, "run", "result.json"), "utf8")).toBe("second");
    expect(readFileSync(join(root, "run", "report.html"), "utf8")).toBe(long);
    expect(readdirSync(join(root, "run")).sort()).toEqual(["report.html", "result.json"]);
  });

  it("into a place that a folder has is a usage error, and leaves no part of the file", () => {
    const folder = new RunFolder(at("run"));
    mkdirSync(join(root, "run", "report.html"));
    mkdirSync(join(root, "run", "result.json.tmp"));
    for (const name of ["report.html", "result.json"])
      expect(() => folder.write(name, "text")).toThrow(
        expect.objectContaining({
          exitCode: 2,
          message: expect.stringContaining(`${name} cannot be written`),
        }),
      );
    folder.release();
    expect(readdirSync(join(root, "run"))).toEqual(["report.html"]);
  });
});

describe("the folder", () => {
  it("is made with its parents, and is gone again where nothing came of the run", () => {
    const folder = new RunFolder(at("a", "b", "c"));
    expect(folder.path).toBe(join(root, "a", "b", "c"));
    expect(readdirSync(folder.path)).toEqual(["running.lock"]);
    folder.release();
    expect(readdirSync(join(root, "a", "b"))).toEqual([]);
  });

  it("that the user made stays, empty as it was", () => {
    mkdirSync(join(root, "run"));
    new RunFolder(at("run")).release();
    expect(readdirSync(join(root, "run"))).toEqual([]);
  });

  it("whose name was made up is another one where that is taken", () => {
    const madeUp = { path: join(root, "2026-steady"), madeUp: true };
    const folders = [1, 2, 3].map(() => new RunFolder(madeUp));
    for (const folder of folders) folder.write("result.json", folder.path);
    expect(folders.map(({ path }) => path)).toEqual(["", "-2", "-3"].map((end) => `${madeUp.path}${end}`));
    for (const folder of folders)
      expect(readFileSync(join(folder.path, "result.json"), "utf8")).toBe(folder.path);
  });

  it.each([["file", "run"], ["file"]])(
    "that cannot be made is a usage error that names it: %s %s",
    (...names) => {
      writeFileSync(join(root, "file"), "");
      expect(() => new RunFolder(at(...names))).toThrow(
        expect.objectContaining({
          exitCode: 2,
          message: expect.stringContaining(`folder ${join(root, ...names)} cannot be made`),
          fix: "choose another --out",
        }),
      );
    },
  );

  it("of a sweep is refused with the cure, and left as it was", () => {
    mkdirSync(join(root, "run", "points"), { recursive: true });
    writeFileSync(join(root, "run", "plan.json"), "{}");
    expect(() => new RunFolder(at("run"))).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: `folder ${join(root, "run")} holds a sweep (plan.json and points) already`,
        fix: "choose another --out, or delete that folder first",
      }),
    );
    expect(readdirSync(join(root, "run")).sort()).toEqual(["plan.json", "points"]);
  });

  it("sets the results of earlier runs aside, each in a folder of its own, and leaves other files alone", () => {
    const texts = ["first", "second", "third"];
    for (const text of texts) {
      const folder = new RunFolder(at("run"));
      folder.setEarlierAside();
      for (const name of ["result.json", "latency.hlog"]) folder.write(name, text);
      if (text === "first") folder.write("report.html", text);
      folder.write("notes.txt", text);
      folder.release();
    }
    const inside = (name: string) =>
      Object.fromEntries(
        readdirSync(join(root, "run", name), { withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => [entry.name, readFileSync(join(root, "run", name, entry.name), "utf8")]),
      );
    expect(inside("earlier-1")).toEqual({
      "result.json": "first",
      "latency.hlog": "first",
      "report.html": "first",
    });
    expect(inside("earlier-2")).toEqual({ "result.json": "second", "latency.hlog": "second" });
    expect(inside("")).toEqual({ "result.json": "third", "latency.hlog": "third", "notes.txt": "third" });
  });
});

describe("a folder in which somebody writes", () => {
  const lock = () => join(root, "run", "running.lock");
  const refusal = (): string => {
    try {
      new RunFolder(at("run")).release();
      return "";
    } catch (error) {
      const { exitCode, message, fix } = error as { exitCode: number; message: string; fix: string };
      return `${exitCode}: ${message}; ${fix}`.replaceAll(root, "ROOT");
    }
  };

  it("is refused, and free again after its end", () => {
    const folder = new RunFolder(at("run"));
    expect(refusal()).toBe(
      `2: process ${process.pid} is writing into folder ROOT/run; wait for its end, or choose another --out`,
    );
    folder.release();
    expect(refusal()).toBe("");
  });

  it("is taken over from a process that was killed, and from one whose number another process has now", async () => {
    new RunFolder(at("run")).write("result.json", "{}");
    const mine = JSON.parse(readFileSync(lock(), "utf8"));
    const child = spawn("sleep", ["100"]);
    writeFileSync(lock(), JSON.stringify({ ...mine, pid: child.pid }));
    // The number is in use, by a process that began at another time.
    if (process.platform === "linux") expect(refusal()).toBe("");
    child.kill("SIGKILL");
    await once(child, "close");
    writeFileSync(lock(), JSON.stringify({ ...mine, pid: child.pid }));
    expect(refusal()).toBe("");
  });

  it("is not taken from a process that nobody here can see, and the lock is named", () => {
    new RunFolder(at("run"));
    const mine = JSON.parse(readFileSync(lock(), "utf8"));
    writeFileSync(lock(), JSON.stringify({ ...mine, host: "far" }));
    expect(refusal()).toBe(
      `2: process ${process.pid} of machine far is writing into folder ROOT/run; choose another --out, or delete ROOT/run/running.lock if that process is gone`,
    );
    for (const text of ["", "{", "[]", '{"pid":-1,"host":"x","began":null}']) {
      writeFileSync(lock(), text);
      expect(refusal()).toBe(
        "2: folder ROOT/run has a lock that does not say whose it is; choose another --out, or delete ROOT/run/running.lock if nothing writes there",
      );
    }
  });
});
