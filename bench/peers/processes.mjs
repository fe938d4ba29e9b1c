/** Processes of this benchmark: each on one CPU, and all of them ended with it, also by Ctrl-C or when it is killed. */
import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { scratch } from "./scratch.mjs";

export const SERVER_CPU = 0;
const CLIENT_CPU = 1;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** @param {number} exitCode */
function endAll(exitCode) {
  for (const child of running) child.kill("SIGTERM");
  process.exit(exitCode);
}
process.on("SIGINT", () => endAll(130));
process.on("SIGTERM", () => endAll(143));

/**
 * Starts a program on one CPU, all its threads included. `setpriv` has the kernel end it when this process dies.
 * @param {number} cpu
 * @param {string[]} command
 * @param {import("node:child_process").SpawnOptions} options
 */
export function spawnPinned(cpu, command, options) {
  const child = spawn("taskset", ["-c", String(cpu), "setpriv", "--pdeathsig", "TERM", ...command], options);
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/**
 * Runs a client on its CPU to its end, `measured.py` around it.
 * @param {string[]} command
 * @param {{ serverPid: number, limitS: number }} about
 */
export async function runClient(command, { serverPid, limitS }) {
  const wrapper = new URL("measured.py", import.meta.url).pathname;
  const child = spawnPinned(CLIENT_CPU, ["python3", wrapper, String(limitS), String(serverPid), ...command], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: { ...process.env, GOMAXPROCS: "1", TMPDIR: scratch, NO_COLOR: "1" },
  });
  const texts = ["", "", ""];
  child.stdio.slice(1).forEach((stream, i) => {
    if (!(stream instanceof Readable)) throw new Error(`channel ${i + 1} of the client cannot be read`);
    stream.setEncoding("utf8").on("data", (chunk) => {
      texts[i] += chunk;
    });
  });
  await new Promise((closed) => child.once("close", closed));
  const [stdout = "", stderr = "", usage = ""] = texts;
  if (usage === "") throw new Error(`${command[0]} could not be started: ${lastLine(stderr)}`);
  return { stdout, stderr, ...JSON.parse(usage) };
}

export const lastLine = (text) => text.trim().split("\n").at(-1) ?? "";
