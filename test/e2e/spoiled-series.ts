import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { plimsoll } from "./plimsoll.ts";

/** Every file below a folder, with its content. */
function contents(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.toSorted().map((file) => [file, readFileSync(file, "base64")]));
}

/**
 * Resumes a series one of whose records is spoilt, and one whose plan is missing: both are refused in a sentence with the cure, nothing
 * in the folder is touched, and it is as it was afterwards.
 */
export async function expectSpoiltToBeRefused(
  command: "sweep" | "capacity" | "gate",
  cwd: string,
  out: string,
): Promise<void> {
  const folder = join(cwd, out);
  const [record = ""] = [...contents(folder).keys()].filter((file) => file.endsWith("attempt.json"));
  const refused = async (why: RegExp, cure: string, args = ["--resume", out]) => {
    const before = contents(folder);
    const { exitCode, stderr } = await plimsoll([command, ...args], cwd);
    expect(stderr).toMatch(why);
    expect(stderr).toContain(cure);
    expect(stderr).not.toMatch(/ {4}at |TypeError/);
    expect(exitCode).toBe(2);
    expect(contents(folder)).toEqual(before);
  };
  const whole = readFileSync(record, "utf8");
  for (const [text, why] of [
    [whole.slice(0, 20), /attempt\.json seems cut/],
    [whole.replace(/"attempt": 1/, '"attempt": 2'), /attempt\.json was changed after it was written/],
    ["[]", /attempt\.json is not what plimsoll wrote/],
  ] as const) {
    writeFileSync(record, text);
    await refused(why, "delete the folder of this point and resume again");
  }
  writeFileSync(record, whole);
  const plan = join(folder, "plan.json");
  renameSync(plan, join(cwd, "kept-plan.json"));
  await refused(/the plan\.json of the runs in .* is missing/, "bring it back, or begin anew");
  renameSync(join(cwd, "kept-plan.json"), plan);
}
