// Does the simulator wait as long as queueing theory says? And how fast is it?
//
//   npm run bench:queueing [-- REQUESTS=4000000]
//
// Each row is the mean wait (of the batch server: the mean response) in five runs with seeds 1 to 5 of a fifth of the requests each,
// against the closed form, with the standard error of the five. Inoue's bound is met from below within 8 %. The last rows tell millions of
// simulated requests per second of one core for 8 replicas with batching, without and with the recorder that makes a result of them.
import { performance } from "node:perf_hooks";
import {
  none,
  parseRouter,
  parseServiceSpec,
  RunRecorder,
  Simulation,
  sourceOf,
  triton,
} from "plimsoll/internal";

const REQUESTS = Number(process.argv[2] ?? 4_000_000);
const SEEDS = [1, 2, 3, 4, 5];
const WARMUP_MS = 20_000;

/**
 * @typedef {object} Fleet
 * @property {string} service spec of the service model
 * @property {number} ratePerSec of Poisson traffic
 * @property {number} [instances]
 * @property {number} [replicas]
 * @property {string} [router] spec of the router
 * @property {number} [maxQueueSize]
 * @property {import("plimsoll/internal").Batcher} [batcher]
 */

/**
 * Simulates a fleet to its end.
 *
 * @param {Fleet} fleet
 * @param {number} seed
 * @param {number} measureMs
 * @param {import("plimsoll/internal").OnSample} onSample
 */
function simulate(fleet, seed, measureMs, onSample) {
  const { instances = 1, replicas = 1, router = "round-robin", maxQueueSize = 0, batcher = none() } = fleet;
  const arrivals = /** @type {const} */ ({ kind: "poisson", ratePerSec: fleet.ratePerSec });
  const plan = { arrivals, warmupMs: WARMUP_MS, measureMs, seed, traces: {}, payloads: 1 };
  const source = sourceOf({ load: { kind: "open", arrivals }, plan }, { index: 0, of: 1 });
  const size = { items: 1, length: 0, bytes: 0 };
  const simulation = new Simulation(
    {
      seed,
      replicas,
      measureFromMs: WARMUP_MS,
      measureMs,
      fleet: {
        replica: { service: parseServiceSpec(fleet.service), instances, stretch: null },
        batcher,
        limits: { maxQueueSize, dropsAbandoned: true },
        router: parseRouter(router),
        network: null,
      },
      clients: { timeoutMs: 3_600_000, maxInFlight: Number.POSITIVE_INFINITY, sizeOf: () => size },
    },
    source,
    onSample,
  );
  while (simulation.advance(Number.POSITIVE_INFINITY));
}

/** Mean response, ms, and the share of requests that were refused. */
function measure(fleet, seed) {
  let [sumMs, ok, all] = [0, 0, 0];
  simulate(fleet, seed, (REQUESTS / SEEDS.length / fleet.ratePerSec) * 1000, (sample) => {
    if (sample.phase === "warmup") return;
    all++;
    if (sample.outcome !== "ok") return;
    ok++;
    sumMs += sample.doneMs - sample.intendedMs;
  });
  return { meanMs: sumMs / ok, lost: 1 - ok / all };
}

/** Chance to wait in M/M/c. */
function erlangC(servers, load) {
  let [term, sum] = [1, 1];
  for (let k = 1; k < servers; k++) {
    term *= (servers * load) / k;
    sum += term;
  }
  const last = (term * load) / (1 - load);
  return last / (sum + last);
}

function inoueMs(perMs, base, perItem) {
  const one =
    ((perItem + base) / (2 * (1 - perMs * perItem))) *
    (1 + 2 * perMs * base + (1 - perMs * base) / (1 + perMs * perItem));
  const other =
    (1.5 * base) / (1 - perMs * perItem) +
    ((perItem / 2) * (perMs * perItem + 2)) / (1 - (perMs * perItem) ** 2);
  return Math.min(one, other);
}

const dynamic = (maxBatch) =>
  triton({ maxBatch, maxDelayMs: 0, preferredSizes: [], groupsAhead: 0, onlyCompleteAhead: false });
const wait = ({ meanMs }) => meanMs - 10;
const rows = [
  ...[0.5, 0.8, 0.9].map((load) => ({
    name: `M/M/1, load ${load}`,
    fleet: { service: "exponential:10ms", ratePerSec: 100 * load },
    of: wait,
    right: (10 * load) / (1 - load),
  })),
  ...[0.5, 0.8, 0.9].map((load) => ({
    name: `M/D/1, load ${load}`,
    fleet: { service: "fixed:10ms", ratePerSec: 100 * load },
    of: wait,
    right: (5 * load) / (1 - load),
  })),
  ...[0.5, 2].map((cv) => ({
    name: `M/G/1 (Pollaczek–Khinchine), cv ${cv}, load 0.7`,
    fleet: { service: `lognormal:mean=10ms,cv=${cv}`, ratePerSec: 70 },
    of: wait,
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
    of: wait,
    right: (erlangC(servers, load) * 10) / (servers * (1 - load)),
  })),
  {
    name: "M/M/1/5, load 0.9: share lost",
    fleet: { service: "exponential:10ms", ratePerSec: 90, maxQueueSize: 4 },
    of: ({ lost }) => lost,
    right: (0.1 * 0.9 ** 5) / (1 - 0.9 ** 6),
  },
  ...[100, 400, 800, 1200, 2400].map((ratePerSec) => ({
    name: `batches, 2 ms + 0.3 ms an item, ${ratePerSec}/s (Inoue's bound)`,
    fleet: { service: "affine:2ms+0.3ms,max=4096", ratePerSec, batcher: dynamic(4096) },
    of: ({ meanMs }) => meanMs,
    right: inoueMs(ratePerSec / 1000, 2, 0.3),
  })),
];

console.log(`${REQUESTS} requests a row, Node ${process.version}\n`);
console.log(
  "| queue | closed form | simulated | difference | standard error |\n| --- | ---: | ---: | ---: | ---: |",
);
for (const { name, fleet, of, right } of rows) {
  const found = SEEDS.map((seed) => of(measure(fleet, seed)));
  const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
  const variance = found.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (found.length - 1);
  const percent = (share) => `${(100 * share).toFixed(2)} %`;
  const error = percent(Math.sqrt(variance / found.length) / right);
  console.log(
    `| ${name} | ${right.toPrecision(4)} | ${mean.toPrecision(4)} | ${percent(mean / right - 1)} | ${error} |`,
  );
}

console.log(
  "\n| 8 replicas, 15 000/s, batches of up to 32 | M requests/s | with the recorder |\n| --- | ---: | ---: |",
);
for (const router of ["round-robin", "least-outstanding", "p2c", "random", "central"]) {
  const fleet = {
    service: "affine:2ms+0.3ms,max=32",
    ratePerSec: 15_000,
    replicas: 8,
    router,
    batcher: dynamic(32),
  };
  const measureMs = 100_000;
  const speed = (onSample) => {
    const startMs = performance.now();
    let requests = 0;
    simulate(fleet, 1, measureMs, (sample) => {
      requests++;
      onSample(sample);
    });
    return requests / (performance.now() - startMs) / 1000;
  };
  speed(() => {});
  const alone = speed(() => {});
  const recorder = new RunRecorder({
    shards: 1,
    measureFromMs: WARMUP_MS,
    measureMs,
    offeredPerWindow: () => 0,
    onWindow() {},
  });
  let windowMs = 0;
  const recorded = speed((sample) => {
    recorder.add(sample);
    if (sample.doneMs < windowMs + 1000) return;
    windowMs += 1000;
    recorder.progress(0, windowMs, 0);
  });
  console.log(`| ${router} | ${alone.toFixed(2)} | ${recorded.toFixed(2)} |`);
}
