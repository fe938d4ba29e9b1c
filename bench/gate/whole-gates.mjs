import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MAIN } from "../lib/main.mjs";
import { RATE_PER_SEC } from "./recorded-pairs.mjs";

const SLOW_SERVER = fileURLToPath(new URL("./slow-server.mjs", import.meta.url));
const COMMAND = `node '${SLOW_SERVER}' --port {port}`;

/** @typedef {{ answer: string, pairs: number, missing: number }} WholeGate */

/** The whole gates that are in a folder. @param {string} folder @returns {WholeGate[]} */
export function wholeGatesIn(folder) {
  const found = [];
  for (let number = 1; existsSync(fileOf(folder, number)); number++) {
    const { verdict, pairs } = JSON.parse(readFileSync(fileOf(folder, number), "utf8"));
    const missing = pairs.filter((pair) => pair.missing !== null).length;
    found.push({ answer: verdict.answer, pairs: pairs.length, missing });
  }
  return found;
}

/**
 * Runs whole gates of two servers that are alike until there are so many.
 *
 * @param {string} folder
 * @param {number} gates
 * @param {{ seconds: number, untilMs: number }} recording
 * @returns {Promise<boolean>} false where the time was over before
 */
export async function wholeGates(folder, gates, { seconds, untilMs }) {
  mkdirSync(folder, { recursive: true });
  for (let number = wholeGatesIn(folder).length + 1; number <= gates; number++) {
    if (Date.now() > untilMs) return false;
    const out = join(folder, `gate-${number}`);
    rmSync(out, { recursive: true, force: true });
    const sides = ["--baseline", COMMAND, "--candidate", COMMAND];
    const load = [
      "--rate",
      String(RATE_PER_SEC),
      "--arrivals",
      "poisson",
      "--target",
      "http-json",
      "--body",
      "{}",
    ];
    const time = ["--duration", `${seconds}s`, "--warmup", "1s", "--seed", String(1000 * number)];
    const metrics = ["--metric", "p50", "--metric", "p99", "--no-confirm", "--out", out];
    const child = spawn(process.execPath, [MAIN, "gate", ...sides, ...load, ...time, ...metrics], {
      stdio: "ignore",
    });
    await new Promise((resolve) => child.once("close", resolve));
    if (!existsSync(fileOf(folder, number))) throw new Error(`gate ${number} left no result in ${out}`);
    console.error(`gate ${number} of ${gates}: ${wholeGatesIn(folder).at(-1)?.answer}`);
  }
  return true;
}

/** @param {string} folder @param {number} number */
const fileOf = (folder, number) => join(folder, `gate-${number}`, "result.json");
