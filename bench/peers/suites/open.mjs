/**
 * What an open loop really sends: constant rates against the recording server, judged by the server's stamps. Runs
 * last twice as long as asked: an index of dispersion at 1 s wants 30 windows over all rounds.
 */
import { rankOf } from "plimsoll/internal";
import {
  dispersion,
  gapCv,
  meanRatePerSec,
  offScheduleMs,
  settled,
  windowCounts,
} from "../arrival-shape.mjs";
import { measure } from "../measure.mjs";
import { startRecordingServer } from "../null-server.mjs";
import { roundNotes } from "../round-notes.mjs";
import { counting, interleave, medianOf } from "../rounds.mjs";
import { cell, figure, quiet, rate, rateCell, resultsTable } from "../table.mjs";

const RATES_PER_SEC = [1000, 5000];
const WINDOWS_S = [0.1, 1];

/**
 * @param {import("../tools/index.mjs").Tool[]} tools
 * @param {{ rounds: number, seconds: number, seed: number, connections: number }} plan
 */
export async function openSuite(tools, { rounds, seconds, seed, connections }) {
  const server = await startRecordingServer();
  const lasting = 2 * seconds;
  console.log(`\n## Open loop\n\nServer: ${server.name}. ${connections} connections, ${lasting} s.`);
  for (const askedPerSec of RATES_PER_SEC) {
    const load = { url: server.url, ratePerSec: askedPerSec, connections, seconds: lasting };
    const results = await interleave(
      tools.flatMap(({ name, open, arrivals }) => (open === undefined ? [] : { name, open, arrivals })),
      { rounds, seed },
      async (tool) => {
        await server.stamps();
        const run = await measure(tool.open(load), { serverPid: server.pid, seconds: lasting });
        const stamps = await server.stamps();
        return run.failed === undefined ? { ...run, ...shapeOf(tool, stamps, askedPerSec) } : run;
      },
    );
    console.log(`\n### ${rateCell(askedPerSec)} requests/s asked for\n`);
    console.log(`${resultsTable(results, COLUMNS)}\n\n${roundNotes(results)}`);
  }
  await server.close();
}

function shapeOf(tool, stamps, askedPerSec) {
  const arrivals = settled(stamps);
  const off = tool.arrivals === "poisson" ? [] : offScheduleMs(arrivals, askedPerSec);
  const at = (percentile) => off[rankOf(percentile, off.length) - 1];
  return {
    achievedPerSec: meanRatePerSec(arrivals),
    gapCv: gapCv(arrivals),
    counts: WINDOWS_S.map((windowS) => windowCounts(arrivals, windowS)),
    offP50Ms: at(50),
    offP99Ms: at(99),
  };
}

const COLUMNS = {
  "achieved/s": rate("achievedPerSec"),
  "client CPU µs/req": figure("cpuUs", 1),
  "while sending": figure("sendingCpuUs", 1),
  "CV of gaps": figure("gapCv", 2),
  ...Object.fromEntries(
    WINDOWS_S.map((windowS, i) => [`IDC ${windowS} s`, (runs) => pooledDispersion(runs, i)]),
  ),
  "off schedule p50 ms": figure("offP50Ms", 3),
  "off schedule p99 ms": figure("offP99Ms", 3),
  "lag as it tells": lag,
  "latency p50 ms": figure("p50Ms", 2),
  "latency p99 ms": figure("p99Ms", 2),
  "quiet rounds": quiet,
};

function pooledDispersion(runs, window) {
  const counts = counting(runs).flatMap((run) => run.counts[window]);
  return cell(dispersion(counts), 3);
}

function lag(runs) {
  const label = counting(runs).find((run) => run.lag)?.lag.label;
  if (label === undefined) return "-";
  const median = medianOf(runs, (run) => run.lag?.value);
  return `${label} ${cell(median, 3)}`;
}
