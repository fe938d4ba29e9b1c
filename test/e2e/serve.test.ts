import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plimsoll, start, tempFolder } from "./plimsoll.ts";

test("serve refuses an empty --host, and warns where other machines can reach it", async () => {
  const { exitCode, stderr } = await plimsoll(["serve", "--host", ""], tempFolder());
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/host/);
  const open = start(["serve", "--host", "0.0.0.0", "--port", "0"], tempFolder());
  await expect
    .poll(open.stderrSoFar, { timeout: 30_000 })
    .toContain("lets every machine that reaches this one use the models");
  const local = start(["serve", "--port", "0", "--json"], tempFolder());
  await expect.poll(local.stdoutSoFar, { timeout: 30_000 }).toContain("url");
  expect(local.stderrSoFar()).not.toContain("every machine");
});

test("a folder that is called as a model file is refused in a sentence", async () => {
  const cwd = tempFolder();
  mkdirSync(join(cwd, "x.onnx"));
  for (const command of ["serve", "run"]) {
    const { exitCode, stderr } = await plimsoll([command, "--model", "x.onnx"], cwd);
    expect(stderr).toContain("model file x.onnx is a folder");
    expect(exitCode).toBe(2);
  }
});
