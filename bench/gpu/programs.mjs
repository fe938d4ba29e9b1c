import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

const KILL_AFTER_MS = 15_000;
const running = new Set();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
])
  process.on(signal, () => process.exit(exitCode));

/** Starts a program whose output goes to a file. It ends with this process. */
export function startProgram(command, args, { logFile, ...options }) {
  const log = openSync(logFile, "a");
  const child = spawn(command, args, { ...options, stdio: ["ignore", log, log] });
  closeSync(log);
  running.add(child);
  const ended = new Promise((resolve) => {
    const over = (code) => {
      running.delete(child);
      resolve(code);
    };
    child.once("error", () => over(null)).once("exit", over);
  });
  return { child, ended };
}

/** Asks a program to end, and insists after a while. Returns its exit code. */
export async function endProgram({ child, ended }, signal = "SIGTERM") {
  child.kill(signal);
  const insist = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  const code = await ended;
  clearTimeout(insist);
  return code;
}

/** Runs a program to its end, or until `limitMs`, when it is asked to save what it has. */
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

export const lastLines = (file, count = 5) =>
  readFileSync(file, "utf8").trim().split("\n").slice(-count).join("\n");
