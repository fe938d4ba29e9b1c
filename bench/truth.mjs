/**
 * Truth: what plimsoll reports against what the server's own stamps say, on one clock; and what autocannon and wrk,
 * where they are installed, say of the same server.
 *
 *     npm run build && node bench/truth.mjs [ROUNDS=7] [RATE=500] [SERVERS=fixed,bimodal,stall]
 *
 * Truth of a request = time its answer had been written − time it was meant to be sent. Arrivals are matched to the
 * schedule in order: the order of arrival is that of sending.
 */
import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { run } from "plimsoll";
import { rankOf, ScheduleCursor } from "plimsoll/internal";

const [rounds = 7, rate = 500] = process.argv.slice(2, 4).map(Number);
const kinds = (process.argv[4] ?? "fixed,bimodal,stall").split(",");
/** A stall needs whole cycles of 10 s. */
const SECONDS = { fixed: 6, bimodal: 6, stall: 20 };
const QUANTILES = { p50: 0.5, p90: 0.9, p99: 0.99 };
const out = mkdtempSync(join(tmpdir(), "plimsoll-truth-"));

for (const kind of kinds) await against(kind, kind === "stall" ? Math.ceil(rounds / 3) : rounds);
rmSync(out, { recursive: true });

async function against(kind, times) {
  const server = fork(fileURLToPath(new URL("./truth-server.mjs", import.meta.url)), [kind]);
  const [port] = await once(server, "message");
  const url = `http://127.0.0.1:${port}`;
  console.log(`\n${kind}: ${rate}/s Poisson, ${SECONDS[kind]} s a round; ms, reported / true (difference)`);
  const differences = [];
  for (let seed = 1; seed <= times; seed++) differences.push(await round(kind, url, server, seed));
  const medians = Object.keys(QUANTILES).map(
    (key) =>
      `${key} ${quantile(
        differences.map((d) => Math.abs(d[key])).sort((a, b) => a - b),
        0.5,
      ).toFixed(3)}`,
  );
  console.log(`median of |difference|, ms: ${medians.join("  ")}   bars: p50 and p90 0.3 or 1 %, p99 1`);
  await others(kind, url);
  server.kill();
}

async function round(kind, url, server, seed) {
  server.send("stamps"); // forget what came before
  await once(server, "message");
  const { result } = await run({
    scenario: "steady",
    target: "http-json",
    url,
    arrivals: "poisson",
    rate,
    duration: `${SECONDS[kind]}s`,
    warmup: "1s",
    maxInFlight: 4000,
    seed,
    out,
  });
  server.send("stamps");
  const [all] = await once(server, "message");
  const stamps = all.slice(1); // the first was the probe
  const t0Ns = BigInt(result.startedMonotonicNs);
  const { load } = result.scenario;
  if (load.kind !== "open") throw new Error(`the run was no open loop but ${load.kind}`);
  const cursor = new ScheduleCursor({
    arrivals: load.arrivals,
    warmupMs: 1000,
    measureMs: SECONDS[kind] * 1000,
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
  const difference = {};
  const text = Object.entries(QUANTILES).map(([key, p]) => {
    const reported = result.latencyMs.response[key];
    difference[key] = reported - quantile(truth, p);
    return `${key} ${reported.toFixed(2)} / ${quantile(truth, p).toFixed(2)} (${difference[key].toFixed(2)})`;
  });
  const stalls = result.generator?.machineLagMs?.p99.toFixed(2);
  console.log(
    `seed ${seed}  n ${truth.length}  ${text.join("  ")}  valid ${result.verdict.valid}  machine p99 ${stalls}`,
  );
  return difference;
}

/** Closed loops of 10 connections, with what they say themselves. */
async function others(kind, url) {
  const { latency } = await autocannon({ url, connections: 10, duration: SECONDS[kind] });
  console.log(
    `autocannon says p50 ${latency.p50}  p90 ${latency.p90}  p99 ${latency.p99}  max ${latency.max}`,
  );
  try {
    const text = execFileSync("wrk", ["-t1", "-c10", `-d${SECONDS[kind]}s`, "--latency", url], {
      encoding: "utf8",
    });
    const says = [...text.matchAll(/^\s+(\d\d)%\s+(\S+)$/gm)].map(([, p, value]) => `p${p} ${value}`);
    console.log(`wrk says        ${says.join("  ")}`);
  } catch {
    console.log("wrk is not installed");
  }
}

function quantile(sorted, share) {
  return sorted[rankOf(100 * share, sorted.length) - 1];
}
