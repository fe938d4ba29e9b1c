import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const SUMMARY = join(import.meta.dirname, "../../.ci/summary.mjs");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-ci-"));
afterAll(() => rmSync(folder, { recursive: true }));

const passing = {
  name: "a.test.ts",
  status: "passed",
  assertionResults: [{ status: "passed", fullName: "fine" }],
};
const failing = {
  name: "b.test.ts",
  status: "failed",
  assertionResults: [
    {
      status: "failed",
      fullName: "a group counts",
      failureMessages: ["\u001b[31mAssertionError: expected 1\u001b[39m\n  at b.test.ts:3"],
    },
    { status: "passed", fullName: "fine" },
  ],
};
const broken = {
  name: "c.test.ts",
  status: "failed",
  message: "Cannot find module x\nmore",
  assertionResults: [],
};

function leave(suite: string, counts: object) {
  writeFileSync(join(folder, `${suite}.json`), JSON.stringify(counts));
}

test("the last line has the counts of all suites, and nothing stands before it where all passed", () => {
  leave("default", { numPassedTests: 3, numFailedTests: 0, testResults: [passing] });
  leave("e2e", { numPassedTests: 2, numFailedTests: 0, testResults: [passing] });
  const said = execFileSync(process.execPath, [SUMMARY, folder, "default", "e2e"], { encoding: "utf8" });
  expect(said).toBe("\n5 passed, 0 failed\n");
});

test("every failed test is named with the first line of its message; so are files that broke and suites that did not run", () => {
  leave("default", { numPassedTests: 3, numFailedTests: 1, testResults: [passing, failing, broken] });
  leave("empty", { numPassedTests: 0, numFailedTests: 0, testResults: [] });
  const { status, stdout } = spawnSync(process.execPath, [SUMMARY, folder, "default", "empty", "missing"], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.slice(0, 6)).toEqual([
    "FAILED  default: a group counts",
    "        AssertionError: expected 1",
    "FAILED  default: c.test.ts",
    "        Cannot find module x",
    "FAILED  empty: the whole suite",
    "        no test of it passed",
  ]);
  expect(lines).toContain("FAILED  missing: the whole suite");
  expect(lines.at(-1)).toBe("3 passed, 4 failed");
});
