import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import type { Comparison } from "../../src/compare/comparison.ts";
import { MAIN, plimsoll, tempFolder } from "./plimsoll.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const ROOT = join(import.meta.dirname, "../..");
const REAL = ["--duration", "1s", "--warmup", "0.2s", "--lateness", "9999ms,999%"];

/** Simulated runs of an old fleet and of one that is 10 % slower, as the page names them. */
function simulateRuns(cwd: string): void {
  for (const [side, service] of [
    ["old", "2ms"],
    ["new", "2.2ms"],
  ] as const)
    for (const seed of ["1", "2", "3"]) {
      const fleet = ["--service", `affine:${service}+0.3ms,max=32`, "--rate", "100", "--duration", "8s"];
      const args = ["simulate", "steady", ...fleet, "--seed", seed, "--out", `${side}/${seed}`];
      execFileSync(process.execPath, [MAIN, ...args], { cwd, stdio: "pipe" });
    }
}

let shared = "";
beforeAll(() => {
  shared = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
  simulateRuns(shared);
  return () => rmSync(shared, { recursive: true, force: true });
});

/** The commands of the page, as it writes them. */
const COMMANDS = [
  ...readFileSync(join(ROOT, "docs/compare.md"), "utf8").matchAll(/^npx plimsoll (compare .*)$/gm),
].map(([, command = ""]) => command);

test("the page has commands", () => {
  expect(COMMANDS.length).toBeGreaterThanOrEqual(5);
});

test.each(COMMANDS)("as documented: plimsoll %s", async (command) => {
  const { exitCode, stdout, stderr } = await plimsoll(command.split(" "), shared);
  expect(exitCode, stderr).toBe(0);
  for (const [, file = ""] of command.matchAll(/--report \w+=(\S+)/g))
    expect(readFileSync(join(shared, file), "utf8")).toMatch(/slower|p99/);
  if (command.includes("--json")) {
    const comparison: Comparison = JSON.parse(stdout);
    expect(comparison.sentence).toMatch(/^B is [\d.]+ % \[[\d.]+, [\d.]+\] slower at p99 than A\.$/);
  } else expect(stdout).toContain("slower");
});

test("two real runs: the change without an interval, and why", async () => {
  const cwd = tempFolder();
  for (const seed of ["1", "2"])
    await plimsoll(["run", "steady", "--rate", "40", "--seed", seed, ...REAL, "--out", seed], cwd);
  const { exitCode, stdout, stderr } = await plimsoll(["compare", "1", "2", "--json"], cwd);
  const comparison: Comparison = JSON.parse(stdout);
  if (exitCode === 3) return expect(comparison.sentence).toContain("Nothing is compared");
  expect(exitCode, stderr).toBe(0);
  expect(comparison.sentence).toMatch(/so there is no interval\.$/);
  expect(comparison.notices.join()).toContain("its requests are not");
  expect(comparison.differences.map(({ what }) => what)).toContain("seed");
});

test("the committed samples: a sweep with itself, and a sweep with a run, which is refused", async () => {
  const cwd = tempFolder();
  cpSync(join(ROOT, "reports/samples"), cwd, { recursive: true });
  const same = await plimsoll(
    ["compare", "sweep-digits", "sweep-digits", "--report", "html=out/page.html"],
    cwd,
  );
  expect(same.exitCode, same.stderr).toBe(0);
  expect(same.stdout).toContain("one and the same result stands on A and B");
  expect(readFileSync(join(cwd, "out/page.html"), "utf8")).toContain("<main>");
  const mixed = await plimsoll(["compare", "sweep-digits", "fraud-check-burst"], cwd);
  expect(mixed.exitCode).toBe(2);
  expect(mixed.stderr).toContain("sweep-digits is a sweep, and fraud-check-burst is a run");
});

test("bad input is one sentence with what to do", async () => {
  const cwd = tempFolder();
  mkdirSync(join(cwd, "empty"));
  writeFileSync(join(cwd, "foreign.json"), '{"a": 1}');
  writeFileSync(join(cwd, "cut.json"), '{"kind": "run", "a": [');
  const old = join(shared, "old");
  const cases: readonly (readonly [readonly string[], string])[] = [
    [[old], "one side alone"],
    [[], "one side alone"],
    [[old, "missing"], "missing does not exist"],
    [[old, "empty"], "folder empty holds no result"],
    [[old, "foreign.json"], "has no kind"],
    [[old, "cut.json"], "seems cut"],
    [[old, ","], "names no result"],
    [[old, "new="], "names no result"],
    [[old, old, "--metric", "p98"], "is no figure"],
    [[old, old, "--report", "pdf=x"], "expected html=FILE or markdown=FILE"],
    [[old, old, "--frobnicate"], "no such option"],
  ];
  for (const [args, said] of cases) {
    const { exitCode, stderr, stdout } = await plimsoll(["compare", ...args], cwd);
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(said);
    expect(stderr).toContain("to do:");
  }
});

test("a file among results that is none is named and skipped, and an invalid side ends with exit code 3", async () => {
  const cwd = tempFolder();
  cpSync(join(shared, "old"), join(cwd, "old"), { recursive: true });
  writeFileSync(join(cwd, "old/notes.json"), "[]");
  const skipped = await plimsoll(["compare", "old", join(shared, "new")], cwd);
  expect(skipped.exitCode).toBe(0);
  expect(skipped.stderr).toContain(`${join("old", "notes.json")} is skipped:`);
  const run = JSON.parse(readFileSync(join(cwd, "old/1/result.json"), "utf8"));
  run.verdict = { ...run.verdict, valid: false, reasons: [{ code: "late", message: "late", cure: "wait" }] };
  writeFileSync(join(cwd, "invalid.json"), JSON.stringify(run));
  const invalid = await plimsoll(["compare", join(shared, "old"), "invalid.json"], cwd);
  expect(invalid.exitCode).toBe(3);
  expect(invalid.stdout).toContain("Nothing is compared: B has no result that counts.");
  expect(invalid.stdout).toContain("INVALID (late)");
});
