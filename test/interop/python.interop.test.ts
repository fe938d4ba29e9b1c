import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plimsoll, readResult, start, tempFolder } from "../e2e/plimsoll.ts";

const root = join(import.meta.dirname, "../..");

function python<T>(script: string, ...args: string[]): T {
  const interpreter = join(root, ".venv/interop/bin/python");
  return JSON.parse(
    execFileSync(interpreter, [join(import.meta.dirname, script), ...args], { encoding: "utf8" }),
  ) as T;
}

test("the Python HdrHistogram reads latency.hlog with our count, and our p99 within one bucket", async () => {
  const cwd = tempFolder();
  await plimsoll(["run", "--duration", "6s", "--warmup", "1s", "--rate", "150", "--out", "out"], cwd);
  const { response } = readResult(join(cwd, "out")).latencyMs;
  const theirs = python<{ count: number; p50Us: number; p99Us: number; bucketUs: number }>(
    "read_hlog.py",
    join(cwd, "out/latency.hlog"),
  );
  expect(theirs.count).toBe(response.count);
  expect(Math.abs(theirs.p99Us - (response.p99 ?? Number.NaN) * 1000)).toBeLessThanOrEqual(theirs.bucketUs);
  expect(Math.abs(theirs.p50Us - (response.p50 ?? Number.NaN) * 1000)).toBeLessThanOrEqual(theirs.bucketUs);
});

test("NVIDIA's Triton client works with plimsoll serve, in JSON and in binary, and gets the labels right", async () => {
  const cwd = tempFolder();
  const server = start(["serve", "--port", "0", "--json"], cwd);
  const url = await new Promise<string>((resolve) => {
    server.child.stdout?.once("data", (line) => resolve((JSON.parse(String(line)) as { url: string }).url));
  });
  const seen = python<Record<string, unknown>>(
    "triton_client.py",
    new URL(url).host,
    join(root, "models/digits"),
  );
  expect(seen).toMatchObject({
    inputs: [{ name: "image", datatype: "FP32", shape: [-1, 64] }],
    images: 901,
    inferenceCount: 901 + 32,
  });
  expect(seen.correct as number).toBeGreaterThanOrEqual(890);
  expect(seen.jsonDiffersBy as number).toBeLessThan(1e-4);
  expect(seen.refused).toContain("64");
  server.child.kill("SIGTERM");
  expect((await server.finished).exitCode).toBe(0);
});
