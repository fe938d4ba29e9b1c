// Adds up what the suites left in .cache/tests: first every failed test with the first line of its message, last "N passed, N failed".
//
//   node .ci/summary.mjs FOLDER SUITE…
//
// A suite that wrote no counts, or has no test that passed, did not run, and counts as one failure.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

const [folder = "", ...suites] = process.argv.slice(2);
let passed = 0;
let failed = 0;

/** The first line of a text, without the colours of a terminal. */
const firstLine = (text) => stripVTControlCharacters(text).trim().split("\n")[0] ?? "";

const print = (text) => process.stdout.write(`${text}\n`);

function tell(suite, name, message) {
  print(`FAILED  ${suite}: ${name}\n        ${firstLine(message)}`);
}

for (const suite of suites) {
  const file = join(folder, `${suite}.json`);
  if (!existsSync(file)) {
    failed++;
    tell(suite, "the whole suite", `it left no ${file}, so it did not come to its end`);
    continue;
  }
  const { numPassedTests, numFailedTests, testResults = [] } = JSON.parse(readFileSync(file, "utf8"));
  passed += numPassedTests;
  failed += numFailedTests;
  if (numPassedTests === 0) {
    failed++;
    tell(suite, "the whole suite", "no test of it passed");
  }
  for (const { name, status, message = "", assertionResults = [] } of testResults) {
    const failures = assertionResults.filter((test) => test.status === "failed");
    for (const { fullName, failureMessages = [] } of failures)
      tell(suite, fullName, failureMessages[0] ?? "");
    // A file that fails before its first test, as by a wrong import, is no failed test of its own, and a failure all the same.
    if (status !== "failed" || failures.length > 0) continue;
    failed++;
    tell(suite, name, message);
  }
}
print(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
