import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import type { History } from "../../src/history/history.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { MAIN, plimsoll, readResult, tempFolder } from "./plimsoll.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const ROOT = join(import.meta.dirname, "../..");
const NIGHTS = 12;

/** A simulated run whose copies, with other times and days, stand for the runs of many nights. */
let one: RunResult;
let shared = "";
beforeAll(() => {
  shared = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
  const fleet = ["--service", "affine:2ms+0.3ms,max=32", "--rate", "100", "--duration", "5s", "--out", "one"];
  execFileSync(process.execPath, [MAIN, "simulate", "steady", ...fleet], { cwd: shared, stdio: "pipe" });
  one = readResult(join(shared, "one"));
  mkdirSync(join(shared, "reports"));
  for (let night = 0; night < NIGHTS; night++) writeNight(join(shared, "reports"), night);
  return () => rmSync(shared, { recursive: true, force: true });
});

/** Writes the result of a night; from the seventh on the server is 20 % slower. */
function writeNight(folder: string, night: number, changes: Partial<RunResult> = {}): void {
  const times = (night < NIGHTS / 2 ? 1 : 1.2) * (1 + 0.002 * ((night * 7) % 5));
  const { response } = one.latencyMs;
  const scaled = {
    p50: (response.p50 ?? 1) * times,
    p95: (response.p95 ?? 1) * times,
    p99: (response.p99 ?? 1) * times,
  };
  const run = {
    ...one,
    startedAt: `2026-03-${String(night + 1).padStart(2, "0")}T02:00:00.000Z`,
    startedMonotonicNs: String(night),
    origin: { label: `build-${night}`, commit: String(night).repeat(40).slice(0, 40) },
    latencyMs: { ...one.latencyMs, response: { ...response, ...scaled } },
    ...changes,
  };
  mkdirSync(join(folder, `night-${night}`), { recursive: true });
  writeFileSync(join(folder, `night-${night}`, "result.json"), JSON.stringify(run));
}

/** The commands of the page, as it writes them. */
const COMMANDS = [
  ...readFileSync(join(ROOT, "docs/history.md"), "utf8").matchAll(/^npx plimsoll (history .*)$/gm),
].map(([, command = ""]) => command);

test("the page has commands", () => {
  expect(COMMANDS.length).toBeGreaterThanOrEqual(4);
});

test.each(COMMANDS)("as documented: plimsoll %s", async (command) => {
  const { exitCode, stdout, stderr } = await plimsoll(command.split(" "), shared);
  expect(exitCode, stderr).toBe(0);
  for (const [, file = ""] of command.matchAll(/--report \w+=(\S+)/g))
    expect(readFileSync(join(shared, file), "utf8")).toContain("p95");
  if (!command.includes("--json")) {
    expect(stdout).toContain("worse from 2026-03-07 (build-6, commit 6666666666) on");
    return;
  }
  const history: History = JSON.parse(stdout);
  const p99 = history.groups[0]?.trends.find(({ figure }) => figure.id === "p99");
  expect(p99?.changes.map(({ at }) => at)).toEqual([6]);
});

test("other traffic is a group of its own, and Otava's file has room for one", async () => {
  const cwd = tempFolder();
  cpSync(join(shared, "reports"), cwd, { recursive: true });
  writeNight(cwd, 20, { load: { ...one.load, arrivals: "poisson: another rate" } });
  const both = await plimsoll(["history", "."], cwd);
  expect(both.exitCode).toBe(0);
  expect(both.stdout).toMatch(/of 2 kinds,\s+which differ in arrivals/);
  const refused = await plimsoll(["history", ".", "--report", "otava=o.yaml"], cwd);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("choose one by its number");
  const chosen = await plimsoll(["history", ".", "--group", "1", "--report", "otava=o.yaml"], cwd);
  expect(chosen.exitCode, chosen.stderr).toBe(0);
});

test("broken, foreign and invalid files among many are named and skipped", async () => {
  const cwd = tempFolder();
  cpSync(join(shared, "reports"), join(cwd, "reports"), { recursive: true });
  mkdirSync(join(cwd, "reports/broken"));
  writeFileSync(join(cwd, "reports/broken/result.json"), '{"kind": "run", ');
  writeFileSync(join(cwd, "reports/notes.json"), '{"a": 1}');
  writeNight(join(cwd, "reports"), 20, {
    verdict: { valid: false, reasons: [{ code: "late", message: "late", cure: "wait" }], checks: [] },
  });
  const { exitCode, stdout } = await plimsoll(["history", "reports", "--json"], cwd);
  expect(exitCode).toBe(0);
  const history: History = JSON.parse(stdout);
  expect(history.groups[0]?.points).toHaveLength(NIGHTS);
  expect(history.left.map(({ name }) => name).sort()).toEqual([
    "reports/broken/result.json",
    "reports/night-20/result.json",
    "reports/notes.json",
  ]);
  expect(history.notices.join()).toContain("2 files are skipped");
});

test("the results that a run moved to earlier-1 and so on are part of its history", async () => {
  const cwd = tempFolder();
  const real = [
    "--rate",
    "40",
    "--duration",
    "1s",
    "--warmup",
    "0.2s",
    "--lateness",
    "9999ms,999%",
    "--out",
    "nightly",
  ];
  for (const label of ["one", "two"]) await plimsoll(["run", "steady", ...real, "--label", label], cwd);
  const { stdout } = await plimsoll(["history", "nightly", "--json"], cwd);
  const history: History = JSON.parse(stdout);
  const seen = [
    ...history.groups.flatMap(({ points }) => points.map(({ label }) => label)),
    ...history.left.map(() => null),
  ];
  expect(seen).toHaveLength(2);
  for (const { points } of history.groups)
    for (const { label } of points) expect(["one", "two"]).toContain(label);
});

test("bad input is one sentence with what to do", async () => {
  const cwd = tempFolder();
  mkdirSync(join(cwd, "empty"));
  writeFileSync(join(cwd, "file.json"), "{}");
  const reports = join(shared, "reports");
  const cases: readonly (readonly [readonly string[], string])[] = [
    [[], "name a folder of results"],
    [["missing"], "missing is no folder"],
    [["file.json"], "file.json is no folder"],
    [["empty"], "empty holds no result"],
    [[reports, "--group", "7"], "there is no group 7"],
    [[reports, "--alpha", "0.1%"], "expected 1% to 50%"],
    [[reports, "--metric", "p98"], "is no figure"],
  ];
  for (const [args, said] of cases) {
    const { exitCode, stderr, stdout } = await plimsoll(["history", ...args], cwd);
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(said);
    expect(stderr).toContain("to do:");
  }
});
