/**
 * Queues whose waits are known in closed form, as data that a thread can be given.
 *
 * @typedef {object} Fleet
 * @property {string} service spec of the service model
 * @property {number} ratePerSec of Poisson traffic
 * @property {number} [replicas]
 * @property {string} [router] spec of the router
 * @property {number} [maxQueueSize]
 * @property {number} [maxBatch] of Triton's dynamic batcher; left out = each request alone
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {Fleet} fleet
 * @property {"waitMs" | "meanMs" | "lost"} of what is compared; waits are responses without the mean service of 10 ms
 * @property {number} right by theory
 * @property {boolean} [isBound] whether theory only bounds it from above
 */

/** @type {Row[]} */
export const ROWS = [
  ...[0.5, 0.8, 0.9].map((load) => ({
    name: `M/M/1, load ${load}`,
    fleet: { service: "exponential:10ms", ratePerSec: 100 * load },
    of: /** @type {const} */ ("waitMs"),
    right: (10 * load) / (1 - load),
  })),
  ...[0.5, 0.8, 0.9].map((load) => ({
    name: `M/D/1, load ${load}`,
    fleet: { service: "fixed:10ms", ratePerSec: 100 * load },
    of: /** @type {const} */ ("waitMs"),
    right: (5 * load) / (1 - load),
  })),
  ...[0.5, 2].map((cv) => ({
    name: `M/G/1 (Pollaczek–Khinchine), cv ${cv}, load 0.7`,
    fleet: { service: `lognormal:mean=10ms,cv=${cv}`, ratePerSec: 70 },
    of: /** @type {const} */ ("waitMs"),
    right: (7 / 0.3) * ((1 + cv ** 2) / 2),
  })),
  ...[
    { servers: 4, load: 0.7 },
    { servers: 8, load: 0.85 },
  ].map(({ servers, load }) => ({
    name: `M/M/${servers}, load ${load}`,
    fleet: {
      service: "exponential:10ms",
      ratePerSec: servers * load * 100,
      replicas: servers,
      router: "central",
    },
    of: /** @type {const} */ ("waitMs"),
    right: (erlangC(servers, load) * 10) / (servers * (1 - load)),
  })),
  {
    name: "M/M/1/5, load 0.9: share lost",
    fleet: { service: "exponential:10ms", ratePerSec: 90, maxQueueSize: 4 },
    of: "lost",
    right: (0.1 * 0.9 ** 5) / (1 - 0.9 ** 6),
  },
  ...[100, 400, 800, 1200, 2400].map((ratePerSec) => ({
    name: `batches, 2 ms + 0.3 ms an item, ${ratePerSec}/s (Inoue's bound)`,
    fleet: { service: "affine:2ms+0.3ms,max=4096", ratePerSec, maxBatch: 4096 },
    of: /** @type {const} */ ("meanMs"),
    right: inoueMs(ratePerSec / 1000, 2, 0.3),
    isBound: true,
  })),
];

/** Chance to wait in M/M/c. @param {number} servers @param {number} load */
function erlangC(servers, load) {
  let [term, sum] = [1, 1];
  for (let k = 1; k < servers; k++) {
    term *= (servers * load) / k;
    sum += term;
  }
  const last = (term * load) / (1 - load);
  return last / (sum + last);
}

/** Upper bound of the mean response of a server with unlimited batches (Inoue, Performance Evaluation 145, 2021). @param {number} perMs @param {number} base @param {number} perItem */
function inoueMs(perMs, base, perItem) {
  const one =
    ((perItem + base) / (2 * (1 - perMs * perItem))) *
    (1 + 2 * perMs * base + (1 - perMs * base) / (1 + perMs * perItem));
  const other =
    (1.5 * base) / (1 - perMs * perItem) +
    ((perItem / 2) * (perMs * perItem + 2)) / (1 - (perMs * perItem) ** 2);
  return Math.min(one, other);
}
