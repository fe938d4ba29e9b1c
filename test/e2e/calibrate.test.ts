import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readServiceModel } from "../../src/result/service-model.ts";
import { type TidyRow, tidyTable } from "../simulator/calibration/tables.ts";
import { plimsoll, readResult, start, tempFolder, untilValid } from "./plimsoll.ts";

/** Time of an execution of the known server, ms. */
const knownMs = (batch: number) => 10 + 2 * batch;

/**
 * Rows of a known server: one instance, no batches of several requests, so that N requests outstanding take N executions each
 * (Little); its offline rows say how long an execution is.
 */
function knownRows(batches: readonly number[], usual: TidyRow = {}): TidyRow[] {
  const offline = batches.map((batch) => ({
    ...usual,
    client_batch: batch,
    max_batch: batch,
    compute_infer_ms: knownMs(batch),
    p50_ms: knownMs(batch),
    p95_ms: knownMs(batch),
  }));
  const most = Math.max(...batches);
  const online = [2, 4, 7].map((concurrency) => ({
    ...usual,
    scenario: "online",
    client_batch: most,
    max_batch: most,
    concurrency,
    queue_ms: (concurrency - 1) * knownMs(most),
    compute_infer_ms: knownMs(most),
    p50_ms: concurrency * knownMs(most),
    p95_ms: concurrency * knownMs(most),
    avg_ms: concurrency * knownMs(most),
  }));
  return [...offline, ...online];
}

test("a table of a known server is fitted, and its loads are predicted as they are", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "t.csv"), tidyTable(knownRows([1, 4, 8])));
  const { exitCode, stdout, stderr } = await plimsoll(
    ["calibrate", "--table", "t.csv", "--predict", "--json"],
    cwd,
  );
  expect(exitCode, stderr).toBe(0);
  const { rows, errors, table } = JSON.parse(stdout);
  expect(rows).toHaveLength(3);
  expect(table).toMatchObject({
    file: "t.csv",
    format: "tidy",
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  for (const row of rows) {
    expect(row).toMatchObject({ series: "one", clientBatch: 8, refused: null, extrapolated: false });
    expect(row.predicted.requestsPerSec).toBeCloseTo(1000 / knownMs(8), 0);
    expect(row.predicted.throughputPerSec).toBeCloseTo(8 * row.predicted.requestsPerSec, 6);
    expect(Math.abs(row.errorPercent.throughputPerSec)).toBeLessThan(1);
    expect(Math.abs(row.errorPercent.p50Ms)).toBeLessThan(1);
    expect(row.predicted.queueMs / row.predicted.serviceMs).toBeCloseTo(row.concurrency - 1, 0);
  }
  expect(errors[0]).toMatchObject({ by: "all", rows: 3 });
  expect(stderr).toContain("predicted  3 of 3 online rows of t.csv");
});

test("service models are written, and hold where they come from", async () => {
  const cwd = tempFolder();
  const twice = [
    ...knownRows([1, 2, 4, 8]),
    ...knownRows([1, 2], { series: "b / c", accelerator: "", backend: "Odd" }),
  ];
  writeFileSync(join(cwd, "t.csv"), tidyTable(twice));
  const { exitCode, stdout, stderr } = await plimsoll(["calibrate", "--table", "t.csv", "--out", "m"], cwd);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain("No law is known of how Odd groups requests");
  const file = join(cwd, "m", "one.service-model.json");
  const model = readServiceModel(JSON.parse(readFileSync(file, "utf8")), file);
  expect(model.points.map(({ batch, computeMs }) => [batch, computeMs])).toEqual([
    [1, 12],
    [2, 14],
    [4, 18],
    [8, 26],
  ]);
  expect(model).toMatchObject({
    server: { backend: "PyTorch", accelerator: "CUDA" },
    device: { name: "T4" },
    range: { leastBatch: 1, mostBatch: 8 },
    origin: { kind: "table", file: "t.csv", lines: [2, 3, 4, 5] },
  });
  expect(existsSync(join(cwd, "m", "b_c.service-model.json"))).toBe(true);
});

test("images whose batches travelled over HTTP are refused, row by row, with the reason", async () => {
  const cwd = tempFolder();
  const images = { transport: "http", input_elements: 150_528, compute_infer_ms: "" };
  const rows = knownRows([1, 2]).map((row) => ({ ...row, ...images, avg_ms: row.p50_ms ?? "" }));
  writeFileSync(join(cwd, "t.csv"), tidyTable(rows.map((row) => ({ ...row, avg_ms: 2 }))));
  const predicted = await plimsoll(["calibrate", "--table", "t.csv", "--predict", "--json"], cwd);
  expect(predicted.exitCode, predicted.stderr).toBe(0);
  for (const row of JSON.parse(predicted.stdout).rows)
    expect(row).toMatchObject({
      predicted: null,
      refused: expect.stringContaining("no times of executions"),
    });
  expect(predicted.stderr).toContain("predicted  0 of 3 online rows");
  const fitted = await plimsoll(["calibrate", "--table", "t.csv"], cwd);
  expect(fitted.exitCode).toBe(2);
  expect(fitted.stderr).toMatch(/no series of t.csv gives a service model:\n.*travelled over http/);
});

test("what lies outside of the measured batches is refused, and marked with --extrapolate", async () => {
  const cwd = tempFolder();
  const rows = knownRows([1, 2, 4]).map((row) =>
    row.scenario === "online" ? { ...row, max_batch: 64 } : row,
  );
  writeFileSync(join(cwd, "t.csv"), tidyTable(rows));
  const args = ["calibrate", "--table", "t.csv", "--predict", "--json"];
  const [refused] = JSON.parse((await plimsoll(args, cwd)).stdout).rows;
  expect(refused.refused).toBe(
    "executions of up to 8 items would be formed, and 4 is the largest that was measured",
  );
  const marked = await plimsoll([...args, "--extrapolate"], cwd);
  expect(JSON.parse(marked.stdout).rows[0]).toMatchObject({ refused: null, extrapolated: true });
  expect(marked.stderr).toContain("3 predictions lie outside of what was measured");
});

test("a calibrated model is simulated with the settings of its server, and says what it rests on", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "t.csv"), tidyTable(knownRows([1, 4, 8])));
  await plimsoll(["calibrate", "--table", "t.csv", "--out", "."], cwd);
  const load = ["--batch", "8", "--concurrency", "4", "--duration", "20s", "--warmup", "1s"];
  const args = ["simulate", "--service", "service-model.json", ...load, "--out", "out"];
  const { exitCode, stderr } = await plimsoll(args, cwd);
  expect(exitCode, stderr).toBe(0);
  const { simulation, load: seen, latencyMs } = readResult(join(cwd, "out"));
  expect(simulation).toMatchObject({
    basis: "calibrated",
    note: expect.stringContaining("calibrated from the table t.csv"),
  });
  // Batches of 8 fill an execution of 26 ms, and four requests take turns.
  expect(Math.abs((seen.achievedPerSec ?? 0) / (1000 / 26) - 1)).toBeLessThan(0.01);
  expect(Math.abs((latencyMs.response.p50 ?? 0) / (4 * 26) - 1)).toBeLessThan(0.02);
});

test.each([
  [
    "batches that were not measured",
    ["--max-batch", "64"],
    "does not hold for this fleet: executions of up to 64 items would be formed, and 8 is the largest",
  ],
  [
    "a device that the model shares already",
    ["--shared-device"],
    "--shared-device says how instances share a device",
  ],
  [
    "requests that are too large",
    ["--batch", "9"],
    "a request has 9 items, and an execution of service-model.json holds at most 8",
  ],
])("a calibrated model refuses %s", async (_, more, words) => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "t.csv"), tidyTable(knownRows([1, 4, 8])));
  await plimsoll(["calibrate", "--table", "t.csv", "--out", "."], cwd);
  const args = ["simulate", "--service", "service-model.json", "--duration", "1s", ...more];
  const { exitCode, stderr } = await plimsoll(args, cwd);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(words);
});

test("a simulated request takes the longer on its way, the more bytes its model says that it carries", async () => {
  const cwd = tempFolder();
  const images = { transport: "http", input_elements: 500_000, max_batch: 4 };
  const rows = [1, 4].map((batch) => ({ ...images, client_batch: batch, compute_infer_ms: 5 }));
  writeFileSync(join(cwd, "t.csv"), tidyTable(rows));
  expect((await plimsoll(["calibrate", "--table", "t.csv", "--out", "m"], cwd)).exitCode).toBe(0);
  const file = join(cwd, "m/service-model.json");
  const model = readServiceModel(JSON.parse(readFileSync(file, "utf8")), file);
  const { baseMs = 0, share = 0, perMegabyteMs = 0 } = model.transfer ?? {};
  for (const items of [1, 4]) {
    const load = ["--concurrency", "1", "--duration", "20s", "--batch", `${items}`];
    const out = join(cwd, `r${items}`);
    const { exitCode, stderr } = await plimsoll(
      ["simulate", "steady", "--service", "m/service-model.json", ...load, "--out", out],
      cwd,
    );
    expect([0, 1], stderr).toContain(exitCode);
    const { latencyMs, target } = readResult(out);
    const expectedMs = 5 + baseMs * share + 2 * items * perMegabyteMs;
    expect((latencyMs.service.mean ?? 0) / expectedMs).toBeCloseTo(1, 1.5);
    expect(target.settings.network).toContain("for each megabyte");
  }
});

test("a file that is no service model is refused, and what is stated cannot be extrapolated", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "x.json"), '{"kind": "run"}');
  const wrong = await plimsoll(["simulate", "--service", "x.json", "--duration", "1s"], cwd);
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    2,
    expect.stringContaining("this Plimsoll knows service-model"),
  ]);
  const idle = await plimsoll(["simulate", "--service", "fixed:1ms", "--extrapolate"], cwd);
  expect([idle.exitCode, idle.stderr]).toEqual([
    2,
    expect.stringContaining("--extrapolate would do nothing"),
  ]);
});

test.each([
  ["no table", ["calibrate"], "nothing says what to calibrate from"],
  ["a table that is not there", ["calibrate", "--table", "none.csv"], "none.csv does not exist"],
  [
    "a table that is none",
    ["calibrate", "--table", "bad.csv"],
    "does not begin with the header of a table that is known",
  ],
  [
    "bad cells, all at once",
    ["calibrate", "--table", "cells.csv"],
    'cells.csv has 2 problems:\n  - line 2: avg_ms is "NaN", which is not a number\n  - line 3: avg_ms is -4',
  ],
  [
    "a series that is not there",
    ["calibrate", "--table", "good.csv", "--series", "x"],
    'good.csv has no series "x"',
  ],
  [
    "a table without loads",
    ["calibrate", "--table", "good.csv", "--predict"],
    "good.csv has no online rows to predict",
  ],
])("%s is a usage error of one report", async (_, args, words) => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "bad.csv"), "a,b\n1,2\n");
  writeFileSync(join(cwd, "good.csv"), tidyTable([{ avg_ms: 4 }]));
  writeFileSync(join(cwd, "cells.csv"), tidyTable([{ avg_ms: "NaN" }, { client_batch: 2, avg_ms: -4 }]));
  const { exitCode, stderr } = await plimsoll(args, cwd);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(words);
  expect(stderr).toContain("to do:");
});

test("--results makes a service model of measured closed loops, and says why other runs give none", async () => {
  const cwd = tempFolder();
  const measure = async (name: string, ...args: string[]) => {
    const quick = ["--duration", "1.5s", "--warmup", "0.5s", "--lateness", "999ms,999%"];
    await untilValid(["run", "steady", ...args, ...quick], name, cwd);
  };
  await measure("one", "--concurrency", "1", "--batch", "1");
  await measure("again", "--concurrency", "1", "--batch", "1", "--seed", "2");
  await measure("four", "--concurrency", "1", "--batch", "4");
  await measure("crowd", "--concurrency", "3", "--batch", "1");
  const runs = ["one", "again", "four", "crowd"].flatMap((name) => ["--results", name]);
  const { exitCode, stdout, stderr } = await plimsoll(["calibrate", ...runs, "--out", "models"], cwd);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/2 batch\s+sizes/);
  const file = join(cwd, "models/service-model.json");
  const model = readServiceModel(JSON.parse(readFileSync(file, "utf8")), file);
  expect(model.origin).toEqual({ kind: "measured", runs: ["one", "four"] });
  expect(model.points.map(({ batch }) => batch)).toEqual([1, 4]);
  expect(model.points.every(({ computeMs }) => computeMs > 0)).toBe(true);
  expect(model.settings).toMatchObject({ instances: 1, maxBatch: 32 });
  // What the runs carried; a batch has a little less an item than a request alone, which has the words around it, too.
  const carried = readResult(join(cwd, "one")).target.requestBytes ?? 0;
  expect(carried).toBeGreaterThan(0);
  expect((model.itemBytes ?? 0) / carried).toBeGreaterThan(0.5);
  expect((model.itemBytes ?? 0) / carried).toBeLessThanOrEqual(1);
  // The law of Plimsoll's own server is chosen by the name that it gives itself.
  expect(model.stack?.id).toBe("plimsoll");
  const predicted = await plimsoll(["calibrate", ...runs, "--predict"], cwd);
  expect(predicted.stdout).toContain("1 of 1 online row");

  await plimsoll(["run", "steady", "--duration", "1s", "--out", "open"], cwd);
  const refused = await plimsoll(["calibrate", "--results", "open", "--results", "one"], cwd);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(/open: (it is no closed loop|the run is INVALID)/);
  const both = await plimsoll(["calibrate", "--results", "one", "--table", "t.csv"], cwd);
  expect(both.stderr).toContain("measurements of two sources");
}, 120_000);

test("--url measures a server batch by batch, stops at the first that it refuses, and goes on where it was cut off", async () => {
  const cwd = tempFolder();
  const server = start(["serve", "--model", "digits", "--max-batch", "4", "--port", "0", "--json"], cwd);
  await expect.poll(server.stdoutSoFar, { timeout: 30_000 }).toContain("http://");
  const { url } = JSON.parse(server.stdoutSoFar().trim().split("\n")[0] ?? "");
  const quick = ["--duration", "1s", "--warmup", "0.3s", "--lateness", "999ms,999%"];
  const args = [
    "calibrate",
    "--url",
    url,
    "--batches",
    "1,2,4,8,16",
    "--instances",
    "1",
    ...quick,
    "--out",
    "c",
  ];

  const cut = start(args, cwd);
  await expect.poll(cut.stderrSoFar, { timeout: 60_000 }).toMatch(/^batch=1 +(mean|not valid)/m);
  expect(cut.stderrSoFar()).toMatch(/^batches of 1, 2, 4, 8, 16: 5 runs of one user, 9 s, and longer/m);
  cut.child.kill("SIGINT");
  const interrupted = await cut.finished;
  expect(interrupted.exitCode, interrupted.stderr).toBe(130);
  expect(interrupted.stderr).toMatch(/plimsoll calibrate --resume .*c$/m);

  const { exitCode, stdout, stderr } = await plimsoll(
    ["calibrate", "--resume", "c", "--instances", "1", "--json"],
    cwd,
  );
  expect(exitCode, stderr).toBe(0);
  const file = join(cwd, "c/service-model.json");
  const model = readServiceModel(JSON.parse(readFileSync(file, "utf8")), file);
  expect(JSON.parse(stdout)[0].model).toEqual(model);
  expect(model.points.every(({ computeMs }) => computeMs > 0)).toBe(true);
  expect(model.points.map(({ batch }) => batch)).toEqual([1, 2, 4]);
  expect(model.settings.instances).toBe(1);
  expect(model.notes).toContain("Batches of 8 are left out: the server refused them.");
  expect(model.origin).toMatchObject({ kind: "measured" });

  const dead = await plimsoll(["calibrate", "--url", "http://127.0.0.1:9", "--out", "d"], cwd);
  expect(dead.exitCode).toBe(4);
  const idle = await plimsoll(["calibrate", "--url", url, "--predict"], cwd);
  expect([idle.exitCode, idle.stderr]).toEqual([
    2,
    expect.stringContaining("--predict would do nothing with --url"),
  ]);
  const without = await plimsoll(["calibrate", "--results", "c", "--batches", "1"], cwd);
  expect([without.exitCode, without.stderr]).toEqual([
    2,
    expect.stringContaining("--batches would do nothing without --url"),
  ]);
}, 120_000);

test("--url measures by length too, and the model holds for loads of lengths between those that were measured", async () => {
  const cwd = tempFolder();
  const server = start(["serve", "--model", "textenc", "--max-batch", "2", "--port", "0", "--json"], cwd);
  await expect.poll(server.stdoutSoFar, { timeout: 30_000 }).toContain("http://");
  const { url } = JSON.parse(server.stdoutSoFar().trim().split("\n")[0] ?? "");
  const quick = ["--duration", "1s", "--warmup", "0.2s", "--lateness", "999ms,999%"];
  const grid = ["--batches", "1,2", "--sequence-lengths", "16,64", ...quick, "--out", "c"];
  const { exitCode, stderr } = await plimsoll(["calibrate", "--url", url, ...grid], cwd);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain("batches of 1, 2 at lengths 16, 64: 4 runs of one user");
  const file = join(cwd, "c/service-model.json");
  const { points, range } = readServiceModel(JSON.parse(readFileSync(file, "utf8")), file);
  expect(points.map(({ batch, length }) => [length, batch])).toEqual([
    [16, 1],
    [16, 2],
    [64, 1],
    [64, 2],
  ]);
  expect(range).toEqual({ leastBatch: 1, mostBatch: 2, leastLength: 16, mostLength: 64 });
  const timeOf = (length: number) => points.find((point) => point.length === length)?.computeMs ?? 0;
  expect(timeOf(64)).toBeGreaterThan(timeOf(16));

  const load = ["--service", file, "--extrapolate", "--rate", "2", "--duration", "20s", "--max-batch", "2"];
  const simulate = (...args: string[]) =>
    plimsoll(["simulate", "steady", ...load, ...args, "--out", "s"], cwd);
  expect((await simulate("--sequence-length", "40")).exitCode).not.toBe(2);
  const { simulation, serverStatistics } = readResult(join(cwd, "s"));
  expect(simulation?.service).toContain("16 to 64 long");
  // Between the two lengths, wherever the machine's own noise put them.
  const inside = serverStatistics?.computeInferMs ?? 0;
  expect(inside).toBeGreaterThan(0.8 * timeOf(16));
  expect(inside).toBeLessThan(1.3 * timeOf(64));
}, 120_000);
