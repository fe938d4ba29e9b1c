/**
 * How fast schedules are made: millions of arrivals per second for every arrival process, through everything that
 * happens before a run (draws, canonical bytes, SHA-256, burst metrics). One core, median of the rounds.
 *
 *     npm run build && node bench/schedule-speed.mjs [ROUNDS=5] [KIND...]
 */
import { performance } from "node:perf_hooks";
import { ARRIVALS, arrivalsSchema, digestSchedule, meanRatePerSec } from "plimsoll/internal";

const rounds = Number(process.argv[2] ?? 5);
const kinds = process.argv.length > 3 ? process.argv.slice(3) : Object.keys(ARRIVALS);
const RATE = 10_000;
const SECONDS = 100;

const TRACE = Float64Array.from({ length: RATE * SECONDS }, (_, i) => (i * 1000) / RATE);
/** Options besides the rate; several rows where an option decides the speed. */
const OPTIONS = {
  gamma: [{ cv: 4 }, { cv: 0.5 }],
  weibull: [{ cv: 2 }],
  piecewise: [
    { points: [0, 10, 20, 40].map((s) => ({ atMs: s * 1000, ratePerSec: RATE * (s % 20 ? 3 : 1) })), cv: 1 },
    { points: [{ atMs: 0, ratePerSec: RATE }], cv: 4 },
  ],
  ramp: [{ fromPerSec: 0, toPerSec: 2 * RATE }],
  trace: [{ file: "trace" }],
  sum: [
    {
      parts: [
        { kind: "poisson", ratePerSec: RATE / 2 },
        { kind: "mmpp", ratePerSec: RATE / 2 },
      ],
    },
  ],
};

console.log(`${RATE}/s for ${SECONDS} s, Node ${process.version}, median of ${rounds}\n`);
console.log("| process | options | arrivals | M/s |\n| --- | --- | ---: | ---: |");
for (const kind of kinds) {
  const takesRate = "ratePerSec" in ARRIVALS[kind].options.shape;
  for (const options of OPTIONS[kind] ?? [{}]) {
    const arrivals = arrivalsSchema.parse({ kind, ...(takesRate && { ratePerSec: RATE }), ...options });
    const plan = {
      arrivals,
      warmupMs: 0,
      measureMs: SECONDS * 1000,
      seed: 1,
      traces: { trace: TRACE },
      payloads: 16,
    };
    const { requests, millionsPerSec } = speed(plan);
    const planned = meanRatePerSec(arrivals, { horizonMs: plan.measureMs, traces: plan.traces }) * SECONDS;
    const shown = options.parts || options.points ? "…" : JSON.stringify(options);
    const few = Math.abs(requests / planned - 1) > 0.2 ? ` (${Math.round(planned)} planned)` : "";
    console.log(`| ${kind} | ${shown} | ${requests}${few} | ${millionsPerSec.toFixed(1)} |`);
  }
}

function speed(plan) {
  const perRound = [];
  let requests = 0;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    requests = digestSchedule(plan).requests;
    perRound.push(requests / (performance.now() - startMs) / 1000);
  }
  perRound.sort((a, b) => a - b);
  return { requests, millionsPerSec: perRound[Math.floor(rounds / 2)] };
}
