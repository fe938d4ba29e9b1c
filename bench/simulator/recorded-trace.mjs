/**
 * Arrivals of a recorded trace at any rate: as many of its first arrivals as are wanted, their times compressed to fill the
 * measured part. Without a recorded one, a cascade makes a trace that is bursty at every scale, as recorded traffic is.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRng } from "plimsoll/internal";

/** Share of the arrivals of a stretch that one of its halves gets (Wang et al., "Data Mining Meets Performance Evaluation", ICDE 2002). */
const BIAS = 0.6;
const HALVINGS = 9;

/**
 * Writes a CSV of offsets.
 *
 * @param {string} file to write
 * @param {{ ratePerSec: number, seconds: number, recorded: string | null }} wish `recorded` is a CSV that `plimsoll trace convert` wrote
 */
export function writeTrace(file, { ratePerSec, seconds, recorded }) {
  const wanted = Math.round(ratePerSec * seconds);
  const offsets =
    recorded === null ? cascade(wanted, 1000 * seconds) : compressed(recorded, wanted, 1000 * seconds);
  writeFileSync(file, `offset_ms\n${offsets.map((offset) => offset.toFixed(6)).join("\n")}\n`);
}

/**
 * @param {string} recorded
 * @param {number} wanted
 * @param {number} lengthMs
 */
function compressed(recorded, wanted, lengthMs) {
  const [head = "", ...lines] = readFileSync(recorded, "utf8").trim().split("\n");
  const column = head.split(",").findIndex((name) => /^(?:timestamp|time|offset)/.test(name));
  const times = lines.slice(0, wanted + 1).map((line) => Number(line.split(",")[column]));
  if (column < 0 || times.some(Number.isNaN))
    throw new Error(`${recorded} has no column of times that are numbers`);
  if (times.length <= wanted)
    throw new Error(
      `${recorded} has ${times.length} arrivals, and ${wanted + 1} are needed: give a longer trace, or fewer --seconds`,
    );
  const [first = 0, last = 1] = [times[0], times[wanted]];
  return times.slice(0, wanted).map((time) => ((time - first) * lengthMs) / (last - first));
}

/**
 * The b-model: a stretch gives one of its halves, drawn by chance, a share of its arrivals, and so on; within the last, arrivals lie evenly by chance.
 *
 * @param {number} wanted
 * @param {number} lengthMs
 */
function cascade(wanted, lengthMs) {
  const rng = createRng(1, "cascade");
  /** @type {number[]} */
  const offsets = [0];
  /** @param {number} count @param {number} fromMs @param {number} toMs @param {number} depth */
  const fill = (count, fromMs, toMs, depth) => {
    if (depth === 0 || count <= 1) {
      for (let arrival = 0; arrival < count; arrival++) offsets.push(fromMs + rng() * (toMs - fromMs));
      return;
    }
    const first = Math.round(count * (rng() < 0.5 ? BIAS : 1 - BIAS));
    const middleMs = (fromMs + toMs) / 2;
    fill(first, fromMs, middleMs, depth - 1);
    fill(count - first, middleMs, toMs, depth - 1);
  };
  fill(wanted - 1, 0, lengthMs, HALVINGS);
  return offsets.toSorted((a, b) => a - b);
}
