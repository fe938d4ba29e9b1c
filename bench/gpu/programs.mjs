import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

const KILL_AFTER_MS = 15_000;
/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
const ENDED_BY = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143 });
process.on("SIGINT", () => process.exit(ENDED_BY.SIGINT));
process.on("SIGTERM", () => process.exit(ENDED_BY.SIGTERM));

/** @typedef {{ logFile: string, cwd?: string, env?: NodeJS.ProcessEnv }} ProgramOptions */

/**
 * Starts a program whose output goes to a file. It ends with this process.
 * @param {string} command
 * @param {string[]} args
 * @param {ProgramOptions} options
 */
export function startProgram(command, args, { logFile, ...options }) {
  const log = openSync(logFile, "a");
  const child = spawn(command, args, { ...options, stdio: ["ignore", log, log] });
  closeSync(log);
  running.add(child);
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    const over = (/** @type {number | null} */ code) => {
      running.delete(child);
      resolve(code);
    };
    child.once("error", () => over(null)).once("exit", over);
  });
  return { child, ended };
}

/**
 * Asks a program to end, and insists after a while. Returns its exit code.
 * @param {ReturnType<typeof startProgram>} program
 * @param {NodeJS.Signals} signal
 */
export async function endProgram({ child, ended }, signal = "SIGTERM") {
  child.kill(signal);
  const insist = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  const code = await ended;
  clearTimeout(insist);
  return code;
}

/**
 * Runs a program to its end, or until `limitMs`, when it is asked to save what it has.
 * @param {string} command
 * @param {string[]} args
 * @param {ProgramOptions & { limitMs: number }} options
 */
export async function runProgram(command, args, { limitMs, ...options }) {
  const program = startProgram(command, args, options);
  let cut = false;
  const timer = setTimeout(() => {
    cut = true;
    void endProgram(program, "SIGINT");
  }, limitMs);
  const exitCode = await program.ended;
  clearTimeout(timer);
  return { exitCode, cut };
}

export const lastLines = (/** @type {string} */ file, count = 5) =>
  readFileSync(file, "utf8").trim().split("\n").slice(-count).join("\n");
