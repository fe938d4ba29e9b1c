import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { json, runOf, SCRIPTS, script, TINY, workFolder } from "./script.ts";

const work = workFolder();

test("a phase whose server does not come up leaves the others", async () => {
  const out = join(work, "broken");
  const bundle = join(work, "broken-bundle");
  const args = ["burst", "fingerprint", ...TINY, "--out", out, "--bundle", bundle];
  const { exitCode, text } = await script("run.mjs", args, { PLIMSOLL_PYTHON: "false" });
  expect(text).toMatch(/burst: tensor-server did not come up/);
  expect(text).toContain("burst failed, fingerprint done");
  expect(exitCode).toBe(1);
  expect(existsSync(join(out, "fingerprint/fingerprint.json"))).toBe(true);
  const listed = spawnSync("tar", ["-tzf", join(bundle, "burst.tar.gz")], { encoding: "utf8" }).stdout;
  expect(listed).toContain("tensor-server.log");
});

test("a step that fails leaves the others, but for those that need it", async () => {
  const out = join(work, "half");
  const { runPhase } = await import(join(SCRIPTS, "phase.mjs"));
  const words = () => ["run", "--no-such-option"];
  const steps = [
    { name: "bad", words },
    { name: "needs-bad", after: "bad", words },
    {
      name: "good",
      words: () => ["run", "steady", "--rate", "50", "--duration", "0.5s", "--warmup", "0.1s"],
    },
  ];
  expect(await runPhase("mixed", steps, { out, price: "1", limitMs: 60_000 })).toBe("failed");
  expect(json(out, "mixed/phase.json")).toMatchObject([
    { name: "bad", state: "failed", exitCode: 2 },
    { name: "needs-bad", state: "failed", why: "it needs bad, which has no result" },
    { name: "good", state: "done" },
  ]);
  expect(await runPhase("late", steps, { out, price: "1", limitMs: 0 })).toBe("cut");
});

test("a step whose time is up saves what it has, and is measured again", async () => {
  const out = join(work, "cut");
  const { runPhase } = await import(join(SCRIPTS, "phase.mjs"));
  const lasting = (duration: string) => () => [
    "run",
    "steady",
    "--rate",
    "50",
    "--duration",
    duration,
    "--warmup",
    "0.1s",
  ];
  const during = (duration: string, limitMs: number) =>
    runPhase("long", [{ name: "run", words: lasting(duration) }], { out, price: "1", limitMs });
  expect(await during("100s", 6000)).toBe("cut");
  expect(runOf(out, "long/run").partial).toBe(true);
  expect(await during("0.5s", 60_000)).toBe("done");
  expect(runOf(out, "long/run").partial).toBe(false);
});

test("--help plans no more than 18 minutes for all; a wrong name is told", async () => {
  const help = await script("run.mjs", ["--help"]);
  const [, seconds] = /^all together\s+(\d+);/m.exec(help.text) ?? [];
  expect(Number(seconds)).toBeGreaterThan(300);
  expect(Number(seconds)).toBeLessThan(18 * 60);
  const wrong = await script("run.mjs", ["bursts"]);
  expect(wrong.text).toContain("no such phase: bursts");
  expect(wrong.exitCode).toBe(2);
});
