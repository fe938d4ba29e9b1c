import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { RunResult } from "../../src/result/run-result.ts";
import { readResultFile } from "../../src/store/result-file.ts";

const PACKAGE = join(import.meta.dirname, "../..");
export const MAIN = join(PACKAGE, "dist/main.js");

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own, gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Installs the package in a folder as it stands, and returns its main file. */
export function installedAt(folder: string): string {
  mkdirSync(folder);
  for (const part of ["dist", "package.json"])
    cpSync(join(PACKAGE, part), join(folder, part), { recursive: true });
  for (const part of ["models", "scenarios", "stacks", "node_modules"])
    symlinkSync(join(PACKAGE, part), join(folder, part));
  return join(folder, "dist/main.js");
}

/** Starts the real command line. */
export function start(args: readonly string[], cwd: string, env: Record<string, string> = {}, main = MAIN) {
  const child: ChildProcess = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...process.env, ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (text) => {
    stdout += text;
  });
  child.stderr?.on("data", (text) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return { child, finished, stderrSoFar: () => stderr, stdoutSoFar: () => stdout };
}

/** Runs the real command line to its end; never throws for its exit code. */
export function plimsoll(
  args: readonly string[],
  cwd: string,
  env?: Record<string, string>,
): Promise<Finished> {
  return start(args, cwd, env).finished;
}

/** Runs the real command line again and again, up to five times, until the machine does not spoil the run that it makes in `out`. */
export async function untilValid(args: readonly string[], out: string, cwd: string): Promise<Finished> {
  for (let left = 4; ; left--) {
    const finished = await plimsoll([...args, "--out", out], cwd);
    if (left === 0 || readResult(join(cwd, out)).verdict.valid) return finished;
  }
}

/** `result.json` of a run, as later commands read it. */
export function readResult(folder: string): RunResult {
  return readResultFile(folder, "run");
}

/** The exit code of a run by its result: a busy machine may have spoilt it, and then no objective counts. */
export function exitCodeBy({ verdict, slo }: Pick<RunResult, "verdict" | "slo">): number {
  if (!verdict.valid) return 3;
  const answers = slo.filter(({ ofScenario }) => !ofScenario).map(({ answer }) => answer);
  if (answers.includes("misses")) return 1;
  return answers.includes("not shown") ? 3 : 0;
}
