import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "plimsoll";

const SLOW_SERVER = fileURLToPath(new URL("./slow-server.mjs", import.meta.url));
const SPIN = "const end = Date.now() + Number(process.argv[1]); while (Date.now() < end);";

/**
 * @typedef {object} Effect
 * @property {string} name
 * @property {(run: number) => string[]} [server] options of the candidate's server, by the number of the run
 * @property {(run: number) => string[]} [baseline] options of the baseline's server, by the number of the run
 * @property {(run: number) => boolean} [disturbed] whether other work spins on every core during a run
 *
 * @typedef {{ p50: number | null, p99: number | null, errors: number, throughput: number | null, valid: boolean, codes: string[] }} Figures
 * @typedef {{ seed: number, baseline: Figures, candidate: Figures }} RecordedPair
 * @typedef {{ kind: "sleep" | "embedded", seconds: number, pairs: number, folder: string, untilMs: number }} Recording
 */

/** @param {string} file @returns {RecordedPair[]} */
export function recordedPairs(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
}

/**
 * Records pairs of real runs in the order ABBA, each of a server of its own, and keeps them after each pair: what is there already is not
 * repeated.
 *
 * @param {string} file
 * @param {Effect} effect
 * @param {Recording} recording
 * @returns {Promise<boolean>} false where the time was over before
 */
export async function recordPairs(file, effect, recording) {
  mkdirSync(recording.folder, { recursive: true });
  const pairs = recordedPairs(file);
  while (pairs.length < recording.pairs) {
    if (Date.now() > recording.untilMs) return false;
    const number = pairs.length;
    const seed = 1 + number;
    const sides = number % 2 === 0 ? ["baseline", "candidate"] : ["candidate", "baseline"];
    const measured = {};
    for (const [second, side] of sides.entries())
      measured[side] = await measure(effect, side, 2 * number + second, seed, recording);
    pairs.push({ seed, baseline: measured.baseline, candidate: measured.candidate });
    writeFileSync(`${file}.tmp`, `${JSON.stringify(pairs)}\n`);
    renameSync(`${file}.tmp`, file);
    console.error(`${effect.name}: ${pairs.length} of ${recording.pairs} pairs`);
  }
  return true;
}

async function measure(effect, side, number, seed, { kind, seconds, folder }) {
  const options = (side === "candidate" ? effect.server : effect.baseline)?.(number) ?? [];
  const out = join(folder, "run");
  const time = { duration: `${seconds}s`, warmup: "1s", seed, out, timeout: "5s" };
  const work = effect.disturbed?.(number) === true ? spinOnAllCores(1000 * (seconds + 1)) : [];
  try {
    const { result } =
      kind === "embedded"
        ? await run({ scenario: "steady", rate: 200, ...time })
        : await runOfSlowServer(options, time);
    const { latencyMs, load, requests, verdict } = result;
    return {
      p50: latencyMs.response.p50,
      p99: latencyMs.response.p99,
      throughput: load.achievedPerSec,
      errors: requests.failed / requests.scheduled,
      valid: verdict.valid,
      codes: verdict.reasons.map(({ code }) => code),
    };
  } finally {
    for (const child of work) child.kill("SIGKILL");
    rmSync(out, { recursive: true, force: true });
  }
}

/** Rate of the load on the slow server: 70 % of what its 48 slots of 100 ms take. */
export const RATE_PER_SEC = 336;

async function runOfSlowServer(options, time) {
  const server = fork(SLOW_SERVER, options);
  const ended = once(server, "exit");
  try {
    const [port] = await once(server, "message");
    const url = [`http://127.0.0.1:${port}`];
    return await run({
      scenario: "steady",
      arrivals: "poisson",
      rate: RATE_PER_SEC,
      url,
      target: "http-json",
      body: "{}",
      ...time,
    });
  } finally {
    server.kill();
    await ended;
  }
}

function spinOnAllCores(ms) {
  return Array.from({ length: 2 }, () =>
    spawn(process.execPath, ["-e", SPIN, String(ms)], { stdio: "ignore" }),
  );
}
