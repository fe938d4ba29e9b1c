import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readResultFile } from "../../src/store/result-file.ts";
import { plimsoll, tempFolder } from "./plimsoll.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/plans.md"), "utf8");

/** Words of a command as a shell splits them. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

test("the command of docs/plans.md works as it is written, and its fleets are what a simulation of their commands shows", async () => {
  const cwd = tempFolder();
  const command = /^npx plimsoll (capacity --plan --machine .*)$/m.exec(PAGE)?.[1] ?? "";
  const { exitCode, stdout, stderr } = await plimsoll([...wordsOf(command), "--out", "out"], cwd);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/^PLAN {2}\d+ × (small|big) keeps? p99<=100ms at 150\.0\/s: p99 /);
  const plan = readResultFile(join(cwd, "out"), "plan");
  const [best] = plan.fleets;
  expect(plan.answer).not.toBe("");
  expect(best?.keepsObjectives).toBe(true);
  expect(best?.loadLine.missesPerSec).toBeLessThan((best?.loadLine.holdsPerSec ?? 0) * 1.06);
  const files = best?.apply.map(({ file }) => file) ?? [];
  expect(files).toContain("config.pbtxt");
  for (const file of files) expect(existsSync(join(cwd, "out/apply", file))).toBe(true);
  const again = await plimsoll([...(best?.command.slice(1) ?? []), "--out", "again"], cwd);
  const run = readResultFile(join(cwd, "again"), "run");
  const p99 = run.simulation?.seeds?.rows.find(({ figure }) => figure === "p99Ms" || figure === "p99");
  expect(again.exitCode).toBe(0);
  const compared = await plimsoll(["compare", "old=out", "new=out"], cwd);
  expect(compared.exitCode, compared.stderr).toBe(0);
  expect(compared.stdout).toContain("a month");
  expect(p99?.mean).toBeGreaterThan((best?.p99Ms ?? 0) * 0.99);
  expect(p99?.mean).toBeLessThan((best?.p99Ms ?? 0) * 1.01);
});

test("what is wrong with a plan is told at once, and nothing is invented", async () => {
  const cwd = tempFolder();
  const { exitCode, stderr } = await plimsoll(
    ["capacity", "--plan", "--machine", "h100: price=2.5", "--curve", "25=3", "--growth", "lots"],
    cwd,
  );
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/its service is missing/);
  expect(stderr).toMatch(/hour 25 is not within a day/);
  expect(stderr).toMatch(/--growth lots/);
});

test("the hosted models of docs/plans.md are held against the fleets, and one that is misspelt is refused with its name", async () => {
  const cwd = tempFolder();
  const command = /^npx plimsoll (capacity --plan .*--hosted .*)$/m.exec(PAGE)?.[1] ?? "";
  const { exitCode, stdout, stderr } = await plimsoll([...wordsOf(command), "--out", "out"], cwd);
  expect(exitCode, stderr).toBe(0);
  // 8/s · 3600 · 730.5 h = 21.0384 million requests of 500 · $0.15 + 200 · $0.60 = $195 per million tokens' worth: $4,102.49 a month.
  expect(stdout).toContain("openai/gpt-4o-mini: $4,102 a month for the same demand");
  const plan = readResultFile(join(cwd, "out"), "plan");
  expect(plan.hosted.map(({ costPerMonth }) => Math.round(costPerMonth))).toEqual([4102, 4102]);
  expect(plan.hosted[0]?.breakEven?.state).toBe("found");
  expect(readFileSync(join(cwd, "out/report.html"), "utf8")).toContain("Renting tokens instead");
  const misspelt = wordsOf(command.replace("openai/gpt-4o-mini", "openai/gpt-4o-mimi"));
  const refused = await plimsoll(misspelt, cwd);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("openai/gpt-4o-mini");
});
