/**
 * On time: send lag of one worker against a bare spinner that replays the same schedule without sockets, in
 * interleaved pairs; and the shape of what was sent against the plan.
 *
 *     npm run build && node bench/on-time.mjs [PAIRS=7] [RATE=5000] [SECONDS=5]
 */

import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { run } from "plimsoll";
import { BurstAccumulator, nullServerEntry, rankOf, ScheduleCursor } from "plimsoll/internal";

const WARMUP_MS = 3000;

if (isMainThread) await main();
else spin(workerData);

/**
 * Replays a schedule in a busy loop, and tells how late it was.
 * @param {{ plan: import("plimsoll/internal").SchedulePlan }} work
 */
function spin({ plan }) {
  const cursor = new ScheduleCursor(plan);
  const lags = [];
  const sent = new BurstAccumulator();
  const t0Ms = performance.now() + 100;
  while (cursor.next()) {
    const dueMs = t0Ms + cursor.intendedMs;
    let nowMs = performance.now();
    while (nowMs < dueMs) nowMs = performance.now();
    if (cursor.phase !== "measure") continue;
    lags.push(nowMs - dueMs);
    sent.add(nowMs - t0Ms);
  }
  lags.sort((a, b) => a - b);
  const at = (percentile) => lags[rankOf(percentile, lags.length) - 1];
  parentPort?.postMessage({
    p50: at(50),
    p99: at(99),
    burst: sent.finish(plan.warmupMs + plan.measureMs),
  });
}

async function main() {
  const [pairs = 7, rate = 5000, seconds = 5] = process.argv.slice(2).map(Number);
  // A core each for server and client: the kernel likes to wake a server where its client runs.
  execFileSync("taskset", ["-acp", "1", String(process.pid)]);
  const server = fork(nullServerEntry, {
    execPath: "taskset",
    execArgv: ["-c", "0", process.execPath],
  });
  const [port] = await once(server, "message");
  const url = `http://127.0.0.1:${port}`;
  const out = mkdtempSync(join(tmpdir(), "plimsoll-on-time-"));
  const rows = [];
  console.log(`${rate}/s Poisson, ${seconds} s each; send lag, ms\n`);
  console.log(
    "| pair | ours p50 | p99 | spinner p50 | p99 | p99 difference | IDC(0.1 s) sent ÷ planned | IDC(1 s) | CV ours ÷ spinner's |",
  );
  console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
  for (let seed = 1; seed <= pairs; seed++) {
    const ours = () => sendOurs(url, { rate, seconds, seed, out });
    /** @type {import("plimsoll/internal").SchedulePlan} */
    const plan = {
      arrivals: { kind: "poisson", ratePerSec: rate },
      warmupMs: WARMUP_MS,
      measureMs: seconds * 1000,
      seed,
      traces: {},
      payloads: 1,
    };
    const spinner = () => replay(plan);
    const [a, b] = seed % 2 === 0 ? [await ours(), await spinner()] : (await inTurn(spinner, ours)).reverse();
    const ratio = (window) => a.burst.sent.windows[window].idc / a.burst.planned.windows[window].idc;
    const row = {
      p50: a.lag.p50,
      difference: a.lag.p99 - b.p99,
      idc: ratio("0.1"),
      cv: a.burst.sent.interArrivalCv / b.burst.interArrivalCv,
    };
    rows.push(row);
    const long = a.burst.sent.windows["1"].idc === null ? "—" : ratio("1").toFixed(4);
    console.log(
      `| ${seed} | ${a.lag.p50.toFixed(4)} | ${a.lag.p99.toFixed(3)} | ${b.p50.toFixed(4)} | ${b.p99.toFixed(3)} | ` +
        `${row.difference.toFixed(3)} | ${row.idc.toFixed(4)} | ${long} | ${row.cv.toFixed(4)} |`,
    );
  }
  const median = (key) => rows.map((row) => row[key]).sort((a, b) => a - b)[Math.floor(rows.length / 2)];
  console.log(
    `\nmedian: p50 ${median("p50").toFixed(4)} (bar 0.05), p99 difference ${median("difference").toFixed(3)} (bar 0.5), ` +
      `IDC ratio ${median("idc").toFixed(4)} (bar 1 ± 0.02), CV ratio ${median("cv").toFixed(4)} (bar 1 ± 0.02)`,
  );
  rmSync(out, { recursive: true });
  server.disconnect();
}

async function inTurn(first, second) {
  return [await first(), await second()];
}

async function sendOurs(url, { rate, seconds, seed, out }) {
  const { result } = await run({
    scenario: "steady",
    target: "http-json",
    url,
    arrivals: "poisson",
    rate,
    duration: `${seconds}s`,
    warmup: `${WARMUP_MS}ms`,
    seed,
    out,
  });
  return { lag: result.latencyMs.sendLag, burst: result.burst };
}

async function replay(plan) {
  const thread = new Worker(fileURLToPath(import.meta.url), { workerData: { plan } });
  const [message] = await once(thread, "message");
  return message;
}
