/** Rounds of all tools in turn, in another order each time, so that a change of the machine's speed falls on all. */
import { createRng } from "plimsoll/internal";

/** Below this many quiet rounds the noisy ones count too: a median of two says little. */
const LEAST_QUIET = 3;

/**
 * @template {{ name: string }} Tool
 * @template {import("./measure.mjs").Measured | import("./measure.mjs").Failed} T
 * @param {Tool[]} tools
 * @param {{ rounds: number, seed: number }} plan
 * @param {(tool: Tool, round: number) => Promise<T>} measureOne
 * @returns {Promise<Map<string, T[]>>} per tool name, one entry a round
 */
export async function interleave(tools, { rounds, seed }, measureOne) {
  /** @type {Map<string, T[]>} */
  const results = new Map(tools.map(({ name }) => [name, []]));
  const rng = createRng(seed, "peers");
  for (let round = 1; round <= rounds; round++) {
    for (const tool of shuffled(tools, rng)) {
      const result = await measureOne(tool, round);
      results.get(tool.name)?.push(result);
      console.error(`round ${round}/${rounds}  ${tool.name.padEnd(16)} ${describe(result)}`);
    }
  }
  return results;
}

/** @param {import("./measure.mjs").Measured | import("./measure.mjs").Failed} run */
function describe(run) {
  if (run.failed !== undefined) return `failed: ${run.failed}`;
  const { ratePerSec, cpuUs, stealCores, otherCores, noisy } = run;
  const noise = `steal ${stealCores.toFixed(2)}, others ${otherCores.toFixed(2)} core`;
  return `${Math.round(ratePerSec)}/s  ${cpuUs.toFixed(1)} µs/request  ${noise}${noisy ? "  NOISY" : ""}`;
}

/**
 * Fisher and Yates.
 * @template T
 * @param {T[]} items
 * @param {() => number} rng
 */
function shuffled(items, rng) {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(rng() * (i + 1));
    [order[i], order[j]] = [/** @type {T} */ (order[j]), /** @type {T} */ (order[i])];
  }
  return order;
}

/** Measurements that count: the quiet ones where there are enough, else all that did not fail. */
export function counting(measurements) {
  const done = measurements.filter(({ failed }) => failed === undefined);
  const quiet = done.filter(({ noisy }) => !noisy);
  return quiet.length >= LEAST_QUIET ? quiet : done;
}

/** Median of a figure over the measurements that count; null where the tool does not tell it. */
export function medianOf(measurements, figure) {
  return median(counting(measurements).map(figure));
}

/** Median over rounds of one tool's figure over another's in the same round. */
export function medianRatio(ours, theirs, figure, theirFigure = figure) {
  const pairs = ours.flatMap((own, round) => {
    const peer = theirs[round];
    if (own.failed !== undefined || peer === undefined || peer.failed !== undefined) return [];
    return { noisy: own.noisy || peer.noisy, ratio: figure(own) / theirFigure(peer) };
  });
  return medianOf(pairs, ({ ratio }) => ratio);
}

function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
