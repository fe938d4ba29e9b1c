import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { readResultFile } from "../../src/store/result-file.ts";

export const SCRIPTS = join(import.meta.dirname, "../../bench/gpu");
export const TINY = ["--device", "cpu", "--tiny"];

export interface Ended {
  readonly exitCode: number | null;
  readonly text: string;
}

/** A folder of its own for the tests of a file. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-gpu-script-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The real script; its servers and runs are real processes. */
export function script(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(SCRIPTS, name), ...args], { env: { ...process.env, ...env } });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part) => {
      text += part;
    });
  return new Promise((resolve) => child.once("close", (exitCode) => resolve({ exitCode, text })));
}

export const json = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8"));
export const runOf = (...path: string[]) => readResultFile(join(...path), "run");
export const sweepOf = (...path: string[]) => readResultFile(join(...path), "sweep");
