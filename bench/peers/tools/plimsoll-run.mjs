/**
 * One open-loop run at a constant rate, one line of JSON.
 *
 *     node plimsoll-run.mjs TARGET URL RATE CONNECTIONS SECONDS
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "plimsoll";

const DELIVERED_SHARE = 0.999;
const [target, url, rate, connections, seconds] = process.argv.slice(2);
const out = mkdtempSync(join(tmpdir(), "plimsoll-peers-"));
const { result } = await run({
  scenario: "steady",
  target: /** @type {import("plimsoll").RunOptionsInput["target"]} */ (target),
  ...(target === "oip-grpc" && { model: "null" }),
  url,
  arrivals: "constant",
  rate: Number(rate),
  connections: Number(connections),
  duration: `${seconds}s`,
  warmup: "3s",
  out,
});
rmSync(out, { recursive: true });

const { schedule, load, latencyMs, verdict } = result;
console.log(
  JSON.stringify({
    requests: schedule.requests,
    ratePerSec: load.achievedPerSec,
    p50Ms: latencyMs.response.p50,
    p99Ms: latencyMs.response.p99,
    lag: { label: "p99 ms", value: latencyMs.sendLag.p99 },
    valid: verdict.valid,
    delivered: (load.achievedPerSec ?? 0) >= DELIVERED_SHARE * (load.offeredPerSec ?? Number.NaN),
    reasons: verdict.reasons.map(({ message }) => message).join("; "),
    sendingCpuUs: result.generator?.cpuPerRequestUs,
  }),
);
