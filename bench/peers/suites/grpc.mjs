/** Unary gRPC calls at a constant rate: what a call costs the client. Needs our target `oip-grpc`. */
import { spawnSync } from "node:child_process";
import { MAIN } from "../../lib/main.mjs";
import { measure } from "../measure.mjs";
import { startGrpcServer } from "../null-server.mjs";
import { roundNotes } from "../round-notes.mjs";
import { interleave } from "../rounds.mjs";
import { figure, quiet, rate, rateCell, resultsTable } from "../table.mjs";

const RATE_PER_SEC = 1000;
const TARGET = "oip-grpc";

/**
 * @param {import("../tools/index.mjs").Tool[]} tools
 * @param {{ rounds: number, seconds: number, seed: number, connections: number }} plan
 */
export async function grpcSuite(tools, { rounds, seconds, seed, connections }) {
  console.log("\n## gRPC, unary\n");
  if (!targetIsThere()) {
    console.log(`Left out: \`plimsoll run --help\` does not list the target ${TARGET}.`);
    return;
  }
  const server = await startGrpcServer();
  const load = { url: server.url, ratePerSec: RATE_PER_SEC, connections, seconds };
  const results = await interleave(
    tools.flatMap(({ name, grpc }) => (grpc === undefined ? [] : { name, grpc })),
    { rounds, seed },
    ({ grpc }) => measure(grpc(load), { serverPid: server.pid, seconds }),
  );
  await server.close();
  console.log(
    `Server: ${server.name}. ${rateCell(RATE_PER_SEC)}/s, ${connections} connections, ${seconds} s.\n`,
  );
  console.log(`${resultsTable(results, COLUMNS)}\n\n${roundNotes(results)}`);
}

const COLUMNS = {
  "achieved/s": rate("ratePerSec"),
  "client CPU µs/req": figure("cpuUs", 1),
  "while sending": figure("sendingCpuUs", 1),
  "latency p50 ms": figure("p50Ms", 2),
  "latency p99 ms": figure("p99Ms", 2),
  "quiet rounds": quiet,
};

function targetIsThere() {
  return spawnSync(process.execPath, [MAIN, "run", "--help"], { encoding: "utf8" }).stdout.includes(TARGET);
}
