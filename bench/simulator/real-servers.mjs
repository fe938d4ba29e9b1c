/**
 * How far simulations are from real servers on this machine: a server is calibrated by closed loops of one user, and open loads
 * that the calibration never saw are measured and simulated on the same schedules.
 *
 *     npm run bench:real-servers -- FOLDER [--server plimsoll|triton] [--repeats 3] [--seconds 10]
 *         [--processes 1] [--balance round-robin] [--arrivals SPEC…] [--load SHARE…]
 *
 * `triton` needs `npm run test:servers -- triton` once. What is in FOLDER already is not measured again. Runs that the machine
 * spoiled are measured up to three times, and left out where all were INVALID. Writes FOLDER/real-servers.json.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { MAIN } from "../lib/main.mjs";
import { rowOf, startServer } from "../servers/start.mjs";
import { errorTable } from "./real-servers-table.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: "string", default: "plimsoll" },
    repeats: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    processes: { type: "string", default: "1" },
    balance: { type: "string", default: "round-robin" },
    arrivals: {
      type: "string",
      multiple: true,
      default: ["poisson", "gamma:cv=2", "mmpp:burst=3,share=0.2,dwell=500ms", "constant"],
    },
    load: { type: "string", multiple: true, default: ["0.3", "0.5", "0.7", "0.8", "0.9"] },
    node: { type: "string", default: process.execPath },
  },
});
const [folder = "reports/real-servers"] = positionals;
const TRIES = 3;
/** What the machine may add to p99, which is judged to a tenth: the server and its load share two cores. */
const LATENESS = ["--lateness", "2ms,10%"];
const BATCHES = [1, 2, 4, 8];
const REPEATS = Number(values.repeats);
const PROCESSES = Number(values.processes);
const maxBatch = BATCHES.at(-1) ?? 1;

/** What differs between the servers: how each is started, what is sent to it, and what a calibration has to be told of it. */
const SERVERS = {
  plimsoll: {
    start: startOwn,
    traffic: ["--model", "textenc", "--sequence-length", "128"],
    facts: ["--instances", "1", "--max-batch", `${maxBatch}`, "--queue-delay", "0ms"],
  },
  triton: {
    start: startTriton,
    traffic: [],
    facts: ["--backend", "Python", "--instances", "1", "--max-batch", `${maxBatch}`, "--queue-delay", "0ms"],
  },
};
if (!(values.server in SERVERS)) throw new Error(`--server ${values.server}: write plimsoll or triton`);
const { start, traffic, facts } = SERVERS[/** @type {keyof typeof SERVERS} */ (values.server)];

async function startOwn() {
  const words = [
    "serve",
    "--model",
    "textenc",
    "--max-batch",
    `${maxBatch}`,
    "--max-delay",
    "0ms",
    "--port",
    "0",
    "--json",
  ];
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const { url } = JSON.parse(String(line));
  return {
    url: () => url,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Triton with a model that sleeps as long as a device would compute. */
function startTriton() {
  const row = rowOf("triton");
  const models = fileURLToPath(new URL("./triton-models", import.meta.url));
  const instead = new Map([
    ["--model-repository", models],
    ["--load-model", "sleeper"],
  ]);
  return startServer({
    ...row,
    command: (place) => {
      const words = row.command(place);
      return words.map((word, at) => instead.get(words[at - 1] ?? "") ?? word);
    },
  });
}

/** @param {readonly string[]} words */
function plimsoll(words) {
  const { status, stdout, stderr } = spawnSync(values.node, [MAIN, ...words], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}

/**
 * Measures a load once, valid if the machine lets it.
 * @param {readonly string[]} urls
 * @param {string} name
 * @param {readonly string[]} words
 */
function measured(urls, name, words) {
  const out = join(folder, "runs", name);
  for (let tried = 0; tried < TRIES && !isValid(out); tried++) {
    rmSync(out, { recursive: true, force: true });
    const { status, stderr } = plimsoll([
      "run",
      "steady",
      ...urls.flatMap((url) => ["--url", url]),
      ...traffic,
      ...words,
      ...LATENESS,
      "--out",
      out,
    ]);
    if (![0, 1, 3].includes(status ?? 2)) throw new Error(`${name}: ${stderr}`);
  }
  console.error(`${new Date().toISOString().slice(11, 19)} ${name}${isValid(out) ? "" : ": INVALID"}`);
  return isValid(out) ? [out] : [];
}

/** @param {string} out */
function isValid(out) {
  const file = join(out, "result.json");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).verdict.valid;
}

/** @param {string} url */
function calibrate(url) {
  const load = ["--concurrency", "1", "--duration", "5s", "--warmup", "1s"];
  const runs = BATCHES.flatMap((batch) =>
    Array.from({ length: REPEATS }, (_, take) =>
      measured([url], `batch-${batch}-${take + 1}`, [
        ...load,
        "--batch",
        `${batch}`,
        "--seed",
        `${take + 1}`,
      ]),
    ).flat(),
  );
  const results = runs.flatMap((run) => ["--results", run]);
  const { status, stderr } = plimsoll(["calibrate", ...results, ...facts, "--out", join(folder, "model")]);
  if (status !== 0) throw new Error(stderr);
  const file = join(folder, "model", "service-model.json");
  return { file, model: JSON.parse(readFileSync(file, "utf8")) };
}

mkdirSync(join(folder, "runs"), { recursive: true });
const servers = [];
try {
  for (let started = 0; started < PROCESSES; started++) servers.push(await start());
  const urls = servers.map((server) => server.url("http"));
  const { file, model } = calibrate(urls[0] ?? "");
  const largest = model.points.at(-1);
  const serviceMs = largest.inputMs + largest.computeMs + largest.outputMs;
  const capacityPerSec = (1000 * largest.batch) / serviceMs;
  const balance = PROCESSES === 1 ? [] : ["--balance", values.balance];
  const fleet = PROCESSES === 1 ? [] : ["--replicas", `${PROCESSES}`, "--router", values.balance];
  const rows = [];
  for (const load of values.load.map(Number)) {
    for (const arrivals of values.arrivals) {
      const ratePerSec = Math.round(load * PROCESSES * capacityPerSec);
      const name = `${arrivals.replaceAll(/[^a-z0-9]+/g, "-")}-${load}`;
      const words = [
        "--arrivals",
        arrivals,
        "--rate",
        `${ratePerSec}`,
        "--duration",
        `${values.seconds}s`,
        "--warmup",
        "2s",
        ...balance,
      ];
      const runs = Array.from({ length: REPEATS }, (_, take) =>
        measured(urls, `${name}-${take + 1}`, [...words, "--seed", `${100 + take}`]),
      ).flat();
      if (runs.length === 0) continue;
      const compared = [
        "simulate",
        "--service",
        file,
        ...fleet,
        ...runs.flatMap((run) => ["--compare", run]),
      ];
      const { stdout, stderr } = plimsoll([...compared, "--json", "--out", join(folder, "simulated", name)]);
      if (stdout === "") throw new Error(stderr);
      const { comparison } = JSON.parse(stdout).simulation;
      rows.push({ arrivals, load, ratePerSec, runs: comparison.runs, figures: comparison.rows });
    }
  }
  const found = {
    server: values.server,
    processes: PROCESSES,
    balance: values.balance,
    node: process.version,
    capacityPerSec,
    repeats: REPEATS,
    points: model.points,
    rows,
  };
  writeFileSync(resolve(folder, "real-servers.json"), `${JSON.stringify(found, null, 2)}\n`);
  console.log(errorTable(found));
} finally {
  for (const server of servers) await server.stop();
}
