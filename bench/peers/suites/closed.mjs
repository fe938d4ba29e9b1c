/**
 * How much one core of a client drives: closed loops at full speed, and our open loop at the highest rate it holds,
 * all against the fast server.
 */
import { createHighestRateSearch } from "../highest-rate.mjs";
import { measure } from "../measure.mjs";
import { startFastServer } from "../null-server.mjs";
import { roundNotes } from "../round-notes.mjs";
import { interleave, medianOf, medianRatio } from "../rounds.mjs";
import { cell, figure, quiet, rate, rateCell, resultsTable } from "../table.mjs";
import { plimsoll } from "../tools/plimsoll.mjs";

/** A valid run is one whose sends were on time, too. A closed loop promises only what "delivered" says. */
export const VALID = "plimsoll, highest valid rate";
export const DELIVERED = "plimsoll, highest delivered rate";

/**
 * @param {import("../tools/index.mjs").Tool[]} tools
 * @param {{ rounds: number, seconds: number, seed: number, connections: number }} plan
 */
export async function closedSuite(tools, { rounds, seconds, seed, connections }) {
  const server = await startFastServer();
  const runOf = (load, start) => measure(start(load), { serverPid: server.pid, seconds: load.seconds });
  const ourRun = (ratePerSec, stepSeconds) =>
    runOf({ url: server.url, ratePerSec, connections, seconds: stepSeconds }, plimsoll.open);
  const ours = [
    { name: VALID, once: createHighestRateSearch(ourRun, (run) => run.valid && run.delivered) },
    { name: DELIVERED, once: createHighestRateSearch(ourRun, (run) => run.delivered) },
  ];
  const peers = tools.flatMap(({ name, closed }) =>
    closed === undefined
      ? []
      : { name, once: () => runOf({ url: server.url, connections, seconds }, closed) },
  );
  const contestants = tools.includes(plimsoll) ? [...ours, ...peers] : peers;
  const results = await interleave(contestants, { rounds, seed }, ({ once }) => once());
  await server.close();

  console.log(
    `\n## Full speed of one core\n\nServer: ${server.name}. ${connections} connections, ${seconds} s.\n`,
  );
  const byRate = [...results].sort(([, a], [, b]) => medianRate(b) - medianRate(a));
  console.log(`${resultsTable(byRate, columnsOf(results))}\n\n${roundNotes(results)}`);
  return results;
}

/** Columns of the table, whose ratios are to wrk or else to the first client. */
function columnsOf(results) {
  const reference = results.has("wrk") ? "wrk" : results.keys().next().value;
  return {
    "req/s, median": rate("ratePerSec"),
    rounds: (runs) => runs.map((run) => rateCell(run.ratePerSec)).join(" · "),
    [`ratio to ${reference}`]: (runs) => cell(medianRatio(runs, results.get(reference), ratePerSec), 2),
    "client CPU µs/req": figure("cpuUs", 1),
    "while sending": figure("sendingCpuUs", 1),
    "client cores": figure("clientCores", 2),
    "server cores": figure("serverCores", 2),
    "latency p50 ms": figure("p50Ms", 2),
    "latency p99 ms": figure("p99Ms", 2),
    "quiet rounds": quiet,
  };
}

const ratePerSec = (run) => run.ratePerSec;
const medianRate = (runs) => medianOf(runs, ratePerSec) ?? 0;
