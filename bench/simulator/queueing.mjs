/**
 * Does the simulator wait as long as queueing theory says?
 *
 *     npm run bench:queueing [-- --error 0.3] [--most 400] [--minutes 10] [--workers CORES]
 *
 * Each row is the mean wait (of the batch server: the mean response) against the closed form. How many requests it needs is estimated from a
 * pilot, so that its standard error becomes `--error` percent of the closed form, which is a third of the 1 % that is to be shown; at most `--most` million a row,
 * and as long as its share of `--minutes` lasts. They are simulated in parts of a million requests, each with a seed of its own, on as many threads as there are
 * cores: the spread of the parts gives the standard error. Inoue's bound is met from below within 8 %.
 */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { ROWS } from "./queueing-rows.mjs";
import { simulateFleet } from "./simulate-fleet.mjs";

const PART = 1_000_000;
/** Parts of the pilot, and the requests of each. */
const [PILOTS, PILOT] = [16, 50_000];
/** Fewest parts that a standard error is taken from. */
const FEWEST = 8;
const SERVICE_MS = 10;

/** A part of a row. @typedef {{ row: number, seed: number, requests: number }} Part */

/** What a row compares, as one part finds it. @param {Part} part */
function measure({ row, seed, requests }) {
  const { fleet, of } = /** @type {import("./queueing-rows.mjs").Row} */ (ROWS[row]);
  let [sumMs, ok, all] = [0, 0, 0];
  simulateFleet(fleet, seed, (requests / fleet.ratePerSec) * 1000, (sample) => {
    if (sample.phase === "warmup") return;
    all++;
    if (sample.outcome !== "ok") return;
    ok++;
    sumMs += sample.doneMs - sample.intendedMs;
  });
  if (of === "lost") return 1 - ok / all;
  return sumMs / ok - (of === "waitMs" ? SERVICE_MS : 0);
}

/** @param {readonly number[]} found */
function meanAndError(found) {
  const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
  const variance = found.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (found.length - 1);
  return { mean, error: Math.sqrt(variance / found.length) };
}

async function main() {
  const { values } = parseArgs({
    options: {
      error: { type: "string", default: "0.3" },
      most: { type: "string", default: "400" },
      minutes: { type: "string", default: "10" },
      workers: { type: "string", default: `${availableParallelism()}` },
    },
  });
  const endsMs = performance.now() + 60_000 * Number(values.minutes);
  const mostParts = Math.ceil((Number(values.most) * 1e6) / PART);
  const workers = Array.from({ length: Number(values.workers) }, () => new Worker(new URL(import.meta.url)));

  /** Simulates parts on all threads, none of which begins after `untilMs`. @param {readonly Part[]} parts @param {number} untilMs */
  const simulated = async (parts, untilMs) => {
    const left = [...parts];
    /** @type {number[]} */
    const found = [];
    await Promise.all(
      workers.map(async (worker) => {
        for (
          let part = left.shift();
          part !== undefined;
          part = performance.now() < untilMs ? left.shift() : undefined
        ) {
          worker.postMessage(part);
          const [value] = await once(worker, "message");
          found.push(value);
        }
      }),
    );
    return found;
  };

  console.log(`Node ${process.version}, standard errors of ${values.error} % wanted\n`);
  console.log("| queue | requests | closed form | simulated | difference | standard error |");
  console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
  for (const [row, { name, right, isBound = false }] of ROWS.entries()) {
    // What a row does not need is left to those behind it.
    const untilMs = performance.now() + (endsMs - performance.now()) / (ROWS.length - row);
    const pilot = await simulated(
      Array.from({ length: PILOTS }, (_, index) => ({ row, seed: index + 1, requests: PILOT })),
      untilMs,
    );
    const wanted = (Number(values.error) / 100) * right;
    const needed = pilot.length * PILOT * (meanAndError(pilot).error / wanted) ** 2;
    const parts = Math.min(mostParts, Math.max(FEWEST, Math.ceil(needed / PART)));
    const found = await simulated(
      Array.from({ length: parts }, (_, index) => ({ row, seed: 1000 + index, requests: PART })),
      untilMs,
    );
    if (found.length < FEWEST) {
      console.log(`| ${name} | ${found.length} M | ${right.toPrecision(4)} | — | — | there was no time |`);
      continue;
    }
    const { mean, error } = meanAndError(found);
    const percent = (/** @type {number} */ part) => `${((100 * part) / right).toFixed(2)} %`;
    const cells = [
      `${name}${isBound ? ", from below" : ""}`,
      `${(found.length * PART) / 1e6} M`,
      right.toPrecision(4),
      mean.toPrecision(4),
      percent(mean - right),
      percent(error),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
  for (const worker of workers) await worker.terminate();
}

if (isMainThread) await main();
else parentPort?.on("message", (part) => parentPort?.postMessage(measure(part)));
