// What does a gate of load lines find? Simulated servers, each gated against itself and against slower ones.
//
//   npm run bench:gate-lines [-- GATES=40 [SERVER]]
//
// A slower candidate takes longer for everything; the gates are those of plimsoll gate --capacity with its defaults: 7 pairs, up to 14, probes of
// 10 s to 40 s, and the tolerance that the row says. Both searches of a pair get the same requests at each rate, each pair those of a seed of its own.
import {
  answerOfAll,
  evidenceOfLine,
  judgeAt,
  loadLineMetrics,
  looksAt,
  nextLook,
  parseMetric,
  planOfPair,
} from "plimsoll/internal";
import { lengthRuleOf, search } from "../capacity/simulated-search.mjs";

const GATES = Number(process.argv[2] ?? 40);
const ONLY = process.argv[3];
const SLOWER = [1, 1.05, 1.1, 1.2, 1.4];
const TOLERANCES = [0.05, 0.1];

/** @typedef {import("../capacity/simulated-search.mjs").Server} Server */

/** @param {number} ratePerSec */
const arrivals = (ratePerSec) => /** @type {const} */ ({ kind: "poisson", ratePerSec });

/** @type {Record<string, (slower: number) => Server>} */
const SERVERS = {
  fixed: (slower) => ({
    service: `fixed:${10 * slower}ms`,
    objective: "p95<=50ms",
    peakPerSec: 100 / slower,
    arrivals,
  }),
  batching: (slower) => ({
    service: `affine:${5 * slower}ms+${slower}ms,max=16`,
    maxBatch: 16,
    objective: "p95<=40ms",
    peakPerSec: 762 / slower,
    arrivals,
  }),
};

/**
 * One gate.
 *
 * @param {Server} baseline
 * @param {Server} candidate
 * @param {number} tolerance
 * @param {number} seed
 */
function gate(baseline, candidate, tolerance, seed) {
  const asked = parseMetric("loadLine");
  if ("problem" in asked) throw new Error(asked.problem);
  const [metric] = loadLineMetrics([asked], tolerance);
  if (metric === undefined) throw new Error("there is a metric");
  const plan = { looks: looksAt(7, 14), alpha: 0.05 };
  const firstPerSec = Number((0.7 * baseline.peakPerSec).toPrecision(3));
  const lengths = lengthRuleOf(baseline, firstPerSec);
  const rule = { lengths, tolerance: tolerance / 2, mostProbes: 12, peakPerSec: baseline.peakPerSec };
  /** @type {any[]} */
  const pairs = [];
  /** @type {any[]} */
  const evidence = [];
  let [probes, spentMs] = [0, 0];
  while (nextLook(plan, [{ metric, pairs: evidence }]) !== null) {
    // The document of a pair has more, of which the plan of the next one takes nothing.
    const linePlan = planOfPair(/** @type {any} */ ({ ...rule, tiers: [null] }), pairs);
    const searches = Object.fromEntries(
      Object.entries({ baseline, candidate }).map(([side, server]) => {
        const found = search(server, 100 * seed + pairs.length, linePlan, lengths);
        probes += found.probes;
        spentMs += found.spentMs;
        return [side, { lines: { loadLine: found.line }, probes: found.probes, spoiled: 0 }];
      }),
    );
    pairs.push({ searches });
    evidence.push({ ...evidenceOfLine(metric.figure, /** @type {any} */ (searches)), control: null });
  }
  const [judged] = judgeAt(plan, [{ metric, pairs: evidence }]);
  if (judged === undefined) throw new Error("it was judged");
  return { answer: answerOfAll([judged.answer]), pairs: pairs.length, probes, spentMs };
}

console.log("server     tolerance   slower   FAIL   PASS   open   pairs   probes a search   minutes of runs");
for (const [name, serverOf] of Object.entries(SERVERS)) {
  if (ONLY !== undefined && name !== ONLY) continue;
  for (const tolerance of TOLERANCES)
    for (const slower of SLOWER) {
      const gates = Array.from({ length: GATES }, (_, i) =>
        gate(serverOf(1), serverOf(slower), tolerance, i + 1),
      );
      const count = (/** @type {string} */ answer) => gates.filter((one) => one.answer === answer).length;
      const sum = (/** @type {"pairs" | "probes" | "spentMs"} */ key) =>
        gates.reduce((total, one) => total + one[key], 0);
      const cells = [
        name.padEnd(9),
        `${100 * tolerance} %`.padStart(10),
        `${(100 * (slower - 1)).toFixed(0)} %`.padStart(8),
        String(count("fail")).padStart(6),
        String(count("pass")).padStart(6),
        String(count("inconclusive")).padStart(6),
        (sum("pairs") / GATES).toFixed(1).padStart(7),
        (sum("probes") / sum("pairs") / 2).toFixed(1).padStart(17),
        (sum("spentMs") / GATES / 60_000).toFixed(0).padStart(17),
      ];
      console.log(cells.join(" "));
    }
}
