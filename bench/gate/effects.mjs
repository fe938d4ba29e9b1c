/**
 * The ways in which the candidate's server is made worse, or both sides are disturbed, by their names.
 *
 * `predicted` is by how much the logarithm of each figure differs then, as far as that is known beforehand; null where it is not.
 *
 * @typedef {Omit<import("./recorded-pairs.mjs").Effect, "name"> & { words: string, predicted: { p50: number, p99: number, throughput: number } | null }} KnownEffect
 * @type {Record<string, KnownEffect>}
 */
export const EFFECTS = {
  "slower-3": slower(1.03),
  "slower-5": slower(1.05),
  "slower-10": slower(1.1),
  tail: {
    words: "1 % of the requests take three times as long",
    server: () => ["--tail", "0.01"],
    predicted: null,
  },
  cap: {
    words: "at most 300 requests begun in a second, of the 336 that are sent",
    server: () => ["--cap", "300"],
    predicted: {
      p50: Number.POSITIVE_INFINITY,
      p99: Number.POSITIVE_INFINITY,
      throughput: Math.log(336 / 300),
    },
  },
  drift: {
    words: "both alike, 0.5 % slower from run to run",
    baseline: (run) => ["--slower", String(1 + 0.005 * run)],
    server: (run) => ["--slower", String(1 + 0.005 * run)],
    predicted: { p50: 0, p99: 0, throughput: 0 },
  },
  disturbed: {
    words: "both alike, other work on every core in one run of twelve",
    // The runs of the candidate and of the baseline by turns, as 12 is even and the order ABBA.
    disturbed: (run) => run % 12 === 5 + (Math.floor(run / 12) % 2),
    predicted: { p50: 0, p99: 0, throughput: 0 },
  },
};

/** @param {number} factor @returns {KnownEffect} */
function slower(factor) {
  const by = Math.log(factor);
  return {
    words: `every request takes ${Math.round(100 * (factor - 1))} % longer`,
    server: () => ["--slower", String(factor)],
    predicted: { p50: by, p99: by, throughput: 0 },
  };
}
