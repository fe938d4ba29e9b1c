/** Where peers are found, and how they are asked for their version. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const cache = new URL("../../../.cache/peers/", import.meta.url);

/** A program that `install.sh` built. */
export const peerProgram = (name) => new URL(`bin/${name}`, cache).pathname;
/** A program of the Python environment of `install.sh`. */
export const pythonProgram = (name) => new URL(`venv/bin/${name}`, cache).pathname;
/** Requires npm packages that `install.sh` put beside the others. */
export const requirePeer = createRequire(new URL("package.json", cache));
/** A script beside the tools. */
export const script = (name) => new URL(name, import.meta.url).pathname;

/**
 * @param {string[]} command that prints a version
 * @param {RegExp} pattern with one group
 * @returns {string | null} null when the program cannot be run
 */
export function programVersion([command = "", ...args], pattern) {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: 60_000 });
  if (error !== undefined) return null;
  return pattern.exec(stdout + stderr)?.[1] ?? null;
}

/** `probe()` of a tool that is a program: its version, or why it is left out. */
export function probeProgram(command, pattern) {
  const version = programVersion(command, pattern);
  return version === null
    ? { missing: `${command[0].split("/").at(-1)} cannot be run; see install.sh` }
    : { version };
}

/** `probe()` of a tool that is an npm package. */
export function probePackage(name) {
  try {
    return { version: requirePeer(`${name}/package.json`).version };
  } catch {
    return { missing: `npm package ${name} is not installed; see install.sh` };
  }
}

/** Number in the first group of a pattern; NaN if the text has none. */
export function numberIn(text, pattern) {
  return Number(pattern.exec(text)?.[1] ?? Number.NaN);
}

const MS_PER_UNIT = { us: 0.001, ms: 1, s: 1000 };

/** Milliseconds of a text such as 870us, 1.25ms or 2s in the two groups of a pattern. */
export function msIn(text, pattern) {
  const [, value, unit] = pattern.exec(text) ?? [];
  return Number(value) * MS_PER_UNIT[unit];
}
