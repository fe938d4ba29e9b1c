/**
 * Truth: what plimsoll reports against what the server's own stamps say, on one clock.
 *
 *     npm run build && node bench/truth.mjs [ROUNDS=7] [RATE=500]
 *
 * Truth of a request = time its answer had been written − time it was meant to be sent. Arrivals are matched to the
 * schedule in order: with a constant delay, order of arrival is order of sending.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "plimsoll";
import { ScheduleCursor } from "../dist/scenario/schedule.js";

const rounds = Number(process.argv[2] ?? 7);
const rate = Number(process.argv[3] ?? 500);
const DELAY_MS = 20;
const SECONDS = 6;

const server = fork(fileURLToPath(new URL("./truth-server.mjs", import.meta.url)), [String(DELAY_MS)]);
const [port] = await once(server, "message");
const url = `http://127.0.0.1:${port}`;
const out = mkdtempSync(join(tmpdir(), "plimsoll-truth-"));

const quantile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)];
const rows = [];
console.log(
  `${rate}/s Poisson, ${DELAY_MS} ms server, ${SECONDS} s per round; ms, reported / true (difference)`,
);
for (let seed = 1; seed <= rounds; seed++) {
  const { result } = await run({
    scenario: "steady",
    target: "http-json",
    url,
    arrivals: "poisson",
    rate,
    duration: `${SECONDS}s`,
    warmup: "1s",
    seed,
    out,
  });
  server.send("stamps");
  const [all] = await once(server, "message");
  const stamps = all.slice(1); // the first was the probe
  const t0Ns = BigInt(result.startedMonotonicNs);
  const cursor = new ScheduleCursor({
    arrivals: result.scenario.load.arrivals,
    warmupMs: 1000,
    measureMs: SECONDS * 1000,
    seed,
    traces: {},
    payloads: 1,
  });
  const truth = [];
  for (const [, answered] of stamps) {
    if (!cursor.next()) break;
    if (cursor.phase === "measure") truth.push(Number(BigInt(answered) - t0Ns) / 1e6 - cursor.intendedMs);
  }
  truth.sort((a, b) => a - b);
  const pairs = { p50: 0.5, p90: 0.9, p99: 0.99 };
  const row = { difference: {} };
  const text = Object.entries(pairs).map(([key, p]) => {
    const reported = result.latencyMs.response[key];
    row.difference[key] = reported - quantile(truth, p);
    return `${key} ${reported.toFixed(2)} / ${quantile(truth, p).toFixed(2)} (${row.difference[key].toFixed(2)})`;
  });
  rows.push(row);
  console.log(`seed ${seed}  n ${truth.length}  ${text.join("  ")}  valid ${result.verdict.valid}`);
}
const medians = ["p50", "p90", "p99"].map((key) => {
  const sorted = rows.map((row) => row.difference[key]).sort((a, b) => a - b);
  return `${key} ${quantile(sorted, 0.5).toFixed(3)}`;
});
console.log(`median difference, ms: ${medians.join("  ")}   bars: p50 and p90 0.3, p99 1`);
rmSync(out, { recursive: true });
server.kill();
