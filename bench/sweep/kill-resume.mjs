/**
 * Kills a sweep with SIGKILL at a random moment and resumes it, again and again until it has ended by itself: every point that
 * was complete before a kill must be there after it, untouched, and none may be measured twice.
 *
 *     npm run build && node bench/sweep/kill-resume.mjs [KILLS=20] [SEED=1]
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "plimsoll/internal";
import { MAIN } from "../lib/main.mjs";

const LONGEST_MS = 6000;
const [kills = 20, seed = 1] = process.argv.slice(2).map(Number);
const rng = createRng(seed, "kill");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-kill-"));
const grid = ["--precision", "fp32,int8", "--batch", "1..32x2", "--concurrency", "1..16x2"];
const quick = ["--duration", "300ms", "--warmup", "100ms", "--cooldown", "0ms"];
const begin = ["sweep", ...grid, ...quick, "--out", folder];
const resume = ["sweep", "--resume", folder];
/** A kill may come before there is a plan to resume. */
const beginOrResume = () => (existsSync(join(folder, "plan.json")) ? resume : begin);

/** Complete runs, with what they hold and when they were written. */
function runs() {
  const found = new Map();
  if (!existsSync(join(folder, "points"))) return found;
  for (const path of readdirSync(join(folder, "points"), { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith("attempt.json")) continue;
    const file = join(folder, "points", path);
    found.set(path, { writtenMs: statSync(file).mtimeMs, text: readFileSync(file, "utf8") });
  }
  return found;
}

function plimsoll(args, killAfterMs) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (text) => {
    log = (log + text).slice(-2000);
  });
  const timer = killAfterMs === null ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  return new Promise((resolve) => {
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, log });
    });
  });
}

let before = new Map();
let lost = 0;
let rewritten = 0;
function check() {
  const now = runs();
  for (const [path, { writtenMs, text }] of before) {
    const after = now.get(path);
    if (after === undefined) lost++;
    else if (after.writtenMs !== writtenMs || after.text !== text) rewritten++;
  }
  before = now;
}

let killed = 0;
for (; killed < kills; killed++) {
  const afterMs = 300 + rng() * LONGEST_MS;
  const { signal, code, log } = await plimsoll(beginOrResume(), afterMs);
  if (signal !== "SIGKILL") {
    console.log(`it ended by itself before kill ${killed + 1}, with ${code}: ${log}`);
    break;
  }
  check();
  console.log(`kill ${killed + 1} after ${(afterMs / 1000).toFixed(2)} s: ${before.size} runs complete`);
}
const { code, log } = await plimsoll(beginOrResume(), null);
check();
const { measures, search } = JSON.parse(readFileSync(join(folder, "result.json"), "utf8"));
const ids = new Set(measures.map(({ id }) => id));
console.log(`resumed to its end with exit code ${code}`);
if (![0, 1, 3].includes(code)) console.log(log);
console.log(
  `${killed} kills: ${search.gridPoints} points, ${ids.size} measured, ${measures.length - ids.size} twice, ${lost} runs lost, ${rewritten} rewritten`,
);
rmSync(folder, { recursive: true });
