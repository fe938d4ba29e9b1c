import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MAIN } from "../lib/main.mjs";
import { lastLines, runProgram } from "./programs.mjs";

/** 0, 1 and 3 end with a result; what they say of it is in it. */
const WITH_RESULT = [0, 1, 3];

/** The whole result of a step; null where there is none. */
export function resultOf(folder, name) {
  const file = join(folder, name, "result.json");
  const result = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
  return result?.partial === true ? null : result;
}

/**
 * Runs the steps of a phase one after another. What has a whole result already is left alone; a step that fails leaves the
 * others; after `limitMs` the running one is asked to save what it has, and the rest is not begun.
 *
 * @returns "done" | "failed" | "cut"
 */
export async function runPhase(name, steps, { out, bundle, price, limitMs }) {
  const folder = join(out, name);
  mkdirSync(folder, { recursive: true });
  const until = Date.now() + limitMs;
  const record = [];
  for (const step of steps) {
    const begun = Date.now();
    const ended = await runStep(step, { folder, steps, price, limitMs: until - begun });
    record.push({ name: step.name, ...ended, tookS: (Date.now() - begun) / 1000 });
    console.log(`${name} ${step.name}: ${ended.state}${ended.why === undefined ? "" : `, ${ended.why}`}`);
    writeFileSync(join(folder, "phase.json"), `${JSON.stringify(record, null, 2)}\n`);
    bundleUp(name, out, bundle);
  }
  const states = record.map(({ state }) => state);
  return ["failed", "cut"].find((state) => states.includes(state)) ?? "done";
}

async function runStep(step, { folder, steps, price, limitMs }) {
  const { name } = step;
  if (resultOf(folder, name) !== null) return { state: "kept" };
  if (limitMs <= 0) return { state: "cut", why: "no time was left to begin it" };
  const results = Object.fromEntries(steps.map((other) => [other.name, resultOf(folder, other.name)]));
  const missing = step.after !== undefined && results[step.after] === null;
  if (missing) return { state: "failed", why: `it needs ${step.after}, which has no result` };
  const out = join(folder, name);
  const resumes = existsSync(join(out, "plan.json"));
  const words = resumes
    ? ["sweep", "--resume", out]
    : [...step.words(results), "--price", String(price), "--out", out];
  const logFile = join(folder, `${name}.log`);
  const { exitCode, cut } = await runProgram(process.execPath, [MAIN, ...words], { logFile, limitMs });
  if (cut) return { state: "cut", exitCode, why: "its time was up" };
  if (exitCode !== null && WITH_RESULT.includes(exitCode) && resultOf(folder, name) !== null)
    return { state: "done", exitCode };
  return { state: "failed", exitCode, why: lastLines(logFile) };
}

/** One file for each phase, with what the servers wrote: what comes back from a borrowed machine is limited in number. */
export function bundleUp(name, out, bundle) {
  if (bundle === undefined) return;
  mkdirSync(bundle, { recursive: true });
  const logs = readdirSync(out).filter((file) => file.endsWith(".log"));
  const words = ["-czf", join(bundle, `${name}.tar.gz`), "-C", out, name, ...logs];
  const { status, stderr } = spawnSync("tar", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} was not bundled: ${stderr}`);
}
