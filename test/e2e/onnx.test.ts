import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plimsoll, readResult, start, tempFolder } from "./plimsoll.ts";

const ONNX = ["run", "steady", "--target", "onnx", "--duration", "1s", "--warmup", "0.2s", "--out", "out"];
const MODELS = join(import.meta.dirname, "../../models");

test("a model in this process: every answer is checked, and what happened inside is counted", async () => {
  const cwd = tempFolder();
  const args = [...ONNX, "--model", "digits", "--precision", "int8", "--rate", "200", "--verify", "labels"];
  const { stderr, stdout } = await plimsoll(args, cwd);
  const result = readResult(join(cwd, "out"));
  expect(stderr).toMatch(/to ONNX Runtime 1\.\d+\.\d+ \(this process\)/);
  expect(result.target).toMatchObject({
    kind: "onnx",
    url: "this process",
    embedded: true,
    model: "digits",
    precision: "int8",
    weights: "trained",
    settings: { "max batch": "32", "max delay": "2ms", instances: "1" },
  });
  expect(result.requests).toMatchObject({ ok: result.requests.scheduled, failures: [] });
  expect(result.requests.ok).toBeGreaterThan(100);
  expect(result.accuracy?.share).toBeGreaterThan(0.9);
  expect(result.serverStatistics).toMatchObject({ failed: 0, unexplained: 0 });
  expect(result.serverStatistics?.meanBatch).toBeGreaterThanOrEqual(1);
  expect(stdout).toMatch(/^inside +queue \d.*, model \d/m);
});

test("a closed loop over a .onnx file, with batches of one where --max-batch says so", async () => {
  const cwd = tempFolder();
  copyFileSync(join(MODELS, "digits/fp32.onnx"), join(cwd, "mine.onnx"));
  const args = [
    ...ONNX,
    "--model",
    "mine.onnx",
    "--concurrency",
    "4",
    "--max-batch",
    "1",
    "--instances",
    "2",
  ];
  await plimsoll([...args, "--verify", "reference"], cwd);
  const result = readResult(join(cwd, "out"));
  expect(result.target).toMatchObject({ model: "mine", weights: "unknown" });
  expect(result.load.driver).toMatch(/^plimsoll/);
  expect(result.load.maxInFlight).toBe(4);
  expect(result.requests).toMatchObject({ ok: result.requests.scheduled, failures: [] });
  expect(result.requests.ok).toBeGreaterThan(0);
  expect(result.serverStatistics?.meanBatch).toBe(1);
});

test("Ctrl-C in the middle of a computation keeps what was measured", async () => {
  const cwd = tempFolder();
  const heavy = ["--model", "textenc", "--sequence-length", "128", "--batch", "16", "--concurrency", "32"];
  const { child, finished, stderrSoFar } = start([...ONNX.with(ONNX.indexOf("1s"), "60s"), ...heavy], cwd);
  await expect.poll(stderrSoFar, { timeout: 60_000 }).toContain("32 in flight");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  child.kill("SIGINT");
  expect((await finished).exitCode).toBe(130);
  expect(readResult(join(cwd, "out")).partial).toBe(true);
});

test.each<[string, string[], RegExp]>([
  ["a URL", ["--url", "http://127.0.0.1:1"], /--url would do nothing with --target onnx/],
  [
    "the way to a server",
    ["--http2", "--header", "A: b", "--connections", "3"],
    /--http2 and --header and --connections would do nothing with --target onnx/,
  ],
  ["several senders", ["--workers", "2"], /--workers 2 would load the model into each/],
  ["autocannon", ["--concurrency", "2", "--driver", "autocannon"], /the model runs in this process/],
  ["a check of JSON", ["--check", "$.y"], /--check would do nothing with --target onnx/],
  ["an unknown model", ["--model", "resnet"], /no shipped model "resnet"/],
  ["a file that is not there", ["--model", "no.onnx"], /no\.onnx does not exist/],
])("refuses %s with exit code 2", async (_, args, message) => {
  const { exitCode, stderr } = await plimsoll([...ONNX, ...args], tempFolder());
  expect(stderr).toMatch(message);
  expect(stderr).toContain("to do:");
  expect(exitCode).toBe(2);
});

test("a file that is no model exits 4, as with the embedded server", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "broken.onnx"), "not a model");
  const { exitCode, stderr } = await plimsoll([...ONNX, "--model", "broken.onnx"], cwd);
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/cannot open .*broken\.onnx on cpu: .*\n +to do: \w/);
});
