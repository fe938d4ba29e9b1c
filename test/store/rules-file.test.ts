import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { PlimsollError } from "../../src/core/errors.ts";
import { readRulesFile } from "../../src/store/rules-file.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  writeFileSync(join(folder, "rules"), text);
  return readRulesFile("rules", folder);
}

test("rules are read from YAML and from JSON, as a list or below `rules`", () => {
  const rules = [{ metric: "p99", tolerance: "10%" }, { objective: "p99<=200ms" }];
  expect(read(JSON.stringify(rules))).toEqual(rules);
  expect(read(JSON.stringify({ rules }))).toEqual(rules);
  expect(read("rules:\n  - metric: p99\n    tolerance: 10%\n  - objective: p99<=200ms\n")).toEqual(rules);
});

test("several mistakes are one report, each with its rule", () => {
  expect(() => read("- metric: 5\n- metrik: p99\n- metric: p99\n  tolerance: [1]\n")).toThrow(
    /rule 1, metric: expected a text[\s\S]*rule 2: a rule has no metrik[\s\S]*rule 3, tolerance: expected a text/,
  );
});

test.each([
  "",
  "[]",
  "p99",
  "{",
  "rules: {}",
  "- &a {metric: p99}\n- *a",
  "a: &a [1]\nrules: [*a]",
  "- {<<: *no}",
])("%j is refused as a usage error", (text) => {
  expect(() => read(text)).toThrow(PlimsollError);
});

test("a second document in the file is refused, since only the first would be read", () => {
  expect(() => read("- metric: p99\n---\n- metric: p50\n")).toThrow(/multiple documents/i);
});

test("an alias is named with its cure", () => {
  expect(() => read("- &a {metric: p99}\n- *a")).toThrow("has the alias *a, and a rule must be written out");
});
