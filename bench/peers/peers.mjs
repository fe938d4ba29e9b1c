/**
 * Plimsoll beside other load generators: same null server, same run, one core for the client, one for the server,
 * rounds interleaved. Markdown on stdout, progress on stderr. See README.md.
 *
 *     npm run bench:peers -- [--only wrk,hey] [--rounds 5] [--seconds 5] [--suite closed|open|grpc|all]
 */
import { cpus, release } from "node:os";
import { parseArgs } from "node:util";
import { barsTable } from "./bars.mjs";
import { NOISY_CORES } from "./measure.mjs";
import { closedSuite } from "./suites/closed.mjs";
import { grpcSuite } from "./suites/grpc.mjs";
import { openSuite } from "./suites/open.mjs";
import { table } from "./table.mjs";
import { LEFT_OUT, TOOLS } from "./tools/index.mjs";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    suite: { type: "string", default: "all" },
    seed: { type: "string", default: "1" },
  },
});
const CONNECTIONS = 64;
const plan = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  seed: Number(values.seed),
  connections: CONNECTIONS,
};
const only = values.only.split(",").filter(Boolean);
const unknown = only.filter((name) => !TOOLS.some((tool) => tool.name === name));
if (unknown.length > 0 || !["closed", "open", "grpc", "all"].includes(values.suite)) {
  console.error(
    `--only takes ${TOOLS.map(({ name }) => name).join(", ")}; --suite takes closed, open, grpc, all`,
  );
  process.exit(2);
}
const wanted = TOOLS.filter(({ name }) => only.length === 0 || only.includes(name));
const runs = (suite) => values.suite === "all" || values.suite === suite;

const probed = wanted.map((tool) => ({ tool, ...tool.probe() }));
const there = probed.filter(({ missing }) => missing === undefined);
const tools = there.map(({ tool }) => tool);

console.log(`# Plimsoll beside its peers

${cpus()[0]?.model.trim()}, ${cpus().length} CPUs, Linux ${release()}, Node ${process.version}. The server has CPU 0
alone, the client CPU 1. Median of ${plan.rounds} interleaved rounds, order shuffled with seed ${plan.seed}; a run is
noisy where the hypervisor took, or other processes used, more than ${NOISY_CORES} core.

${table(
  ["tool", "version"],
  there.map(({ tool, version }) => [tool.name, version]),
)}`);
const absent = probed.filter(({ missing }) => missing !== undefined);
const leftOut = [...absent.map(({ tool, missing }) => [tool.name, missing]), ...Object.entries(LEFT_OUT)];
console.log(`\nLeft out:\n\n${leftOut.map(([name, reason]) => `- ${name}: ${reason}`).join("\n")}`);

const closed = runs("closed") ? await closedSuite(tools, plan) : new Map();
if (runs("open")) await openSuite(tools, plan);
if (runs("grpc")) await grpcSuite(tools, plan);
if (runs("closed")) console.log(`\n## Bars\n\n${barsTable(closed)}`);
