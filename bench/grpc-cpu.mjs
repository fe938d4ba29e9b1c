/**
 * Client CPU per gRPC call at full speed, 64 in flight on one core, interleaved: our engine with full accounting,
 * @grpc/grpc-js, and ghz where `bench/peers/install.sh` has put it. The server has the other core.
 *
 *     npm run build && node bench/grpc-cpu.mjs [ROUNDS=5] [SECONDS=3]
 */
import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { Client, credentials } from "@grpc/grpc-js";
import { run } from "plimsoll";
import { encodeModelInferRequest } from "plimsoll/internal";

const IN_FLIGHT = 64;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [what, ...rest] = process.argv.slice(2);
/** @type {Record<string, (address: string, seconds: number) => Promise<void>>} */
const clients = { plimsoll, "grpc-js": grpcJs };

const [address = "", lasting] = rest;
const client = clients[what ?? ""];
if (client !== undefined) await client(address, Number(lasting));
else await main(Number(what ?? 5), Number(rest[0] ?? 3));

async function main(rounds, seconds) {
  const server = fork(here("./peers/grpc/null-grpc-server.mjs"), {
    execPath: "taskset",
    execArgv: ["-c", "0", process.execPath],
  });
  const [port] = await once(server, "message");
  const address = `127.0.0.1:${port}`;
  const ghz = here("../.cache/peers/bin/ghz");
  const names = [...Object.keys(clients), ...(existsSync(ghz) ? ["ghz"] : [])];
  /** @type {Map<string, number[]>} */
  const seen = new Map(names.map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names.toReversed() : names) {
      const one = name === "ghz" ? measureGhz(ghz, address, seconds) : measure(name, address, seconds);
      seen.get(name)?.push(one.cpuUs);
      console.log(
        `round ${round}  ${name.padEnd(8)}  ${Math.round(one.perSec)}/s  ${one.cpuUs.toFixed(1)} µs CPU a call`,
      );
    }
  }
  const median = (/** @type {string} */ name) =>
    seen.get(name)?.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  const ratios = names
    .slice(1)
    .map((name) => `${(median("plimsoll") / median(name)).toFixed(2)} of ${name}'s`);
  console.log(
    `median: ours ${median("plimsoll").toFixed(1)} µs, ${ratios.join(", ")}; bar 0.5 of grpc-js, goal 1 of ghz`,
  );
  server.disconnect();
}

function measure(name, address, seconds) {
  const args = ["-c", "1", process.execPath, here(import.meta.url), name, address, String(seconds)];
  return JSON.parse(
    spawnSync("taskset", args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).stdout,
  );
}

async function plimsoll(address, seconds) {
  const { result } = await run({
    scenario: "steady",
    target: "oip-grpc",
    url: `grpc://${address}`,
    model: "null",
    concurrency: String(IN_FLIGHT),
    warmup: "2s",
    duration: `${seconds}s`,
    out: `${tmpdir()}/plimsoll-grpc-cpu`,
  });
  console.log(
    JSON.stringify({ perSec: result.load.achievedPerSec, cpuUs: result.generator?.cpuPerRequestUs }),
  );
}

async function grpcJs(address, seconds) {
  const client = new Client(address, credentials.createInsecure());
  const input = { name: "in", datatype: /** @type {const} */ ("FP32"), shape: [1], data: new Uint8Array(4) };
  const request = Buffer.from(encodeModelInferRequest({ modelName: "null", inputs: [input] }));
  const pass = (bytes) => bytes;
  let calls = 0;
  const call = () =>
    client.makeUnaryRequest("/inference.GRPCInferenceService/ModelInfer", pass, pass, request, (error) => {
      if (error !== null) throw error;
      calls++;
      call();
    });
  for (let i = 0; i < IN_FLIGHT; i++) call();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const before = { calls, cpu: process.cpuUsage() };
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const { user, system } = process.cpuUsage(before.cpu);
  const made = calls - before.calls;
  console.log(JSON.stringify({ perSec: made / seconds, cpuUs: (user + system) / made }));
  process.exit();
}

/** As a whole process: Go starts in a few ms. */
function measureGhz(ghz, address, seconds) {
  const data = JSON.stringify({
    model_name: "null",
    inputs: [{ name: "in", datatype: "FP32", shape: [1] }],
    raw_input_contents: ["AAAAAA=="],
  });
  const flags = [
    "--insecure",
    "--format",
    "json",
    "--cpus",
    "1",
    "--proto",
    here("./peers/grpc/inference.proto"),
  ];
  const load = [
    "-c",
    String(IN_FLIGHT),
    "--connections",
    "1",
    "-z",
    `${seconds}s`,
    "--duration-stop",
    "wait",
  ];
  const call = ["--call", "inference.GRPCInferenceService.ModelInfer", "-d", data, address];
  const timed = [
    "-c",
    'TIMEFORMAT="%U %S"; time "$@"',
    "bash",
    "taskset",
    "-c",
    "1",
    ghz,
    ...flags,
    ...load,
    ...call,
  ];
  const { stdout, stderr } = spawnSync("bash", timed, { encoding: "utf8", maxBuffer: 1 << 28 });
  const { count, rps } = JSON.parse(stdout);
  const [user = Number.NaN, system = Number.NaN] =
    stderr.trim().split("\n").at(-1)?.split(" ").map(Number) ?? [];
  return { perSec: rps, cpuUs: ((user + system) * 1e6) / count };
}
