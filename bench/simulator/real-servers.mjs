/**
 * How far simulations are from real servers on this machine: a server is calibrated by closed loops of one user, and open loads
 * that the calibration never saw are measured and simulated on the same schedules.
 *
 *     npm run bench:real-servers -- FOLDER [--server plimsoll|triton] [--repeats 3] [--seconds 10]
 *         [--processes 1] [--balance round-robin] [--arrivals SPEC…] [--load SHARE…] [--trace FILE] [--minutes 9] [--lateness 2ms,10%]
 *
 * `--arrivals trace` replays a recorded trace (`--trace`, in any form that Plimsoll reads; else one of a cascade), its times compressed to the
 * rate of each load. `triton` needs `npm run test:servers -- triton` once. What is in FOLDER already is not measured again. With
 * `--minutes` no run begins after that time: the script ends with code 75 and says how many runs are left, and the same command goes
 * on. Runs that the machine spoiled are measured up to three times, and left out where all were INVALID. When all are measured, no
 * server is started, the loads are simulated, and FOLDER/real-servers.json is written.
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
import { writeTrace } from "./recorded-trace.mjs";

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
      default: ["poisson", "gamma:cv=2", "mmpp:burst=3,share=0.2,dwell=500ms", "trace", "constant"],
    },
    load: { type: "string", multiple: true, default: ["0.3", "0.5", "0.7", "0.8", "0.9"] },
    trace: { type: "string" },
    minutes: { type: "string", default: "Infinity" },
    // What the machine may add to p99, which is judged to a tenth: the server and its load share two cores.
    lateness: { type: "string", default: "2ms,10%" },
    node: { type: "string", default: process.execPath },
  },
});
const [folder = "reports/real-servers"] = positionals;
/** What a program says that is to be called again (EX_TEMPFAIL of sysexits.h). */
const UNFINISHED = 75;
const endsMs = performance.now() + 60_000 * Number(values.minutes);
const TRIES = 3;
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

/** How often each run was tried, also by earlier calls. */
const triesFile = join(folder, "tries.json");
/** @type {Record<string, number>} */
const tries = existsSync(triesFile) ? JSON.parse(readFileSync(triesFile, "utf8")) : {};

/** @typedef {{ readonly name: string, readonly words: readonly string[], readonly isCalibration: boolean }} Run */

/** @param {string} name */
const folderOf = (name) => join(folder, "runs", name);

/** @param {string} name */
function isValid(name) {
  const file = join(folderOf(name), "result.json");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).verdict.valid;
}

/** @param {Run} run */
const isOpen = ({ name }) => !isValid(name) && (tries[name] ?? 0) < TRIES;

/**
 * Measures a load until it is valid, the machine has spoiled it often enough, or the time is over.
 * @param {readonly string[]} urls
 * @param {Run} run
 */
function measure(urls, run) {
  const { name, words } = run;
  while (isOpen(run) && performance.now() < endsMs) {
    tries[name] = (tries[name] ?? 0) + 1;
    writeFileSync(triesFile, JSON.stringify(tries));
    rmSync(folderOf(name), { recursive: true, force: true });
    const { status, stderr } = plimsoll([
      "run",
      "steady",
      ...urls.flatMap((url) => ["--url", url]),
      ...traffic,
      ...words,
      "--lateness",
      values.lateness,
      "--out",
      folderOf(name),
    ]);
    if (![0, 1, 3].includes(status ?? 2)) throw new Error(`${name}: ${stderr}`);
    console.error(`${new Date().toISOString().slice(11, 19)} ${name}${isValid(name) ? "" : ": INVALID"}`);
  }
}

/** The closed loops of one user. @returns {Run[]} */
function calibrationRuns() {
  const load = ["--concurrency", "1", "--duration", "5s", "--warmup", "1s"];
  return BATCHES.flatMap((batch) =>
    takes((take) => ({
      name: `batch-${batch}-${take}`,
      words: [...load, "--batch", `${batch}`, "--seed", `${take}`],
      isCalibration: true,
    })),
  );
}

/** @template T @param {(take: number) => T} make */
const takes = (make) => Array.from({ length: REPEATS }, (_, index) => make(index + 1));

function calibrate() {
  const results = calibrationRuns().flatMap(({ name }) =>
    isValid(name) ? ["--results", folderOf(name)] : [],
  );
  if (results.length === 0)
    throw new Error(
      `no run of the calibration was valid; delete ${triesFile} to measure again on a quieter machine`,
    );
  const { status, stderr } = plimsoll(["calibrate", ...results, ...facts, "--out", join(folder, "model")]);
  if (status !== 0) throw new Error(stderr);
  const file = join(folder, "model", "service-model.json");
  const model = JSON.parse(readFileSync(file, "utf8"));
  const largest = model.points.at(-1);
  const serviceMs = largest.inputMs + largest.computeMs + largest.outputMs;
  return { file, points: model.points, capacityPerSec: (1000 * largest.batch) / serviceMs };
}

/** A held-out load, with its repeats. @typedef {{ arrivals: string, load: number, ratePerSec: number, name: string, runs: Run[] }} Load */

/** @param {number} capacityPerSec @returns {Load[]} */
function heldOut(capacityPerSec) {
  return values.load.map(Number).flatMap((load) =>
    values.arrivals.map((arrivals) => {
      const ratePerSec = Math.round(load * PROCESSES * capacityPerSec);
      const name = `${arrivals.replaceAll(/[^a-z0-9]+/g, "-")}-${load}`;
      const words = [
        ...arrivalWords(arrivals, ratePerSec),
        "--duration",
        `${values.seconds}s`,
        "--warmup",
        "2s",
        ...(PROCESSES === 1 ? [] : ["--balance", values.balance]),
      ];
      const runs = takes((take) => ({
        name: `${name}-${take}`,
        words: [...words, "--seed", `${99 + take}`],
        isCalibration: false,
      }));
      return { arrivals, load, ratePerSec, name, runs };
    }),
  );
}

/** @param {string} arrivals @param {number} ratePerSec */
function arrivalWords(arrivals, ratePerSec) {
  if (arrivals !== "trace") return ["--arrivals", arrivals, "--rate", `${ratePerSec}`];
  const file = resolve(folder, `trace-${ratePerSec}.csv`);
  if (!existsSync(file))
    writeTrace(file, { ratePerSec, seconds: Number(values.seconds), recorded: recordedTrace() });
  return ["--arrivals", `trace:${file}`];
}

/** The recorded trace in a form that is read here; null where none was given. */
function recordedTrace() {
  if (values.trace === undefined) return null;
  const file = join(folder, "recorded.csv");
  if (existsSync(file)) return file;
  const { status, stderr } = plimsoll(["trace", "convert", values.trace, "--to", "csv", "--out", file]);
  if (status !== 0) throw new Error(stderr);
  return file;
}

/** Simulates a load beside its runs. @param {string} file of the service model @param {Load} load */
function compared(file, { arrivals, load, ratePerSec, name, runs }) {
  const valid = runs.filter((run) => isValid(run.name));
  if (valid.length === 0) return [];
  const fleet = PROCESSES === 1 ? [] : ["--replicas", `${PROCESSES}`, "--router", values.balance];
  const words = [
    "simulate",
    "--service",
    file,
    ...fleet,
    ...valid.flatMap((run) => ["--compare", folderOf(run.name)]),
  ];
  const { stdout, stderr } = plimsoll([...words, "--json", "--out", join(folder, "simulated", name)]);
  if (stdout === "") throw new Error(stderr);
  const { comparison } = JSON.parse(stdout).simulation;
  return [{ arrivals, load, ratePerSec, runs: comparison.runs, figures: comparison.rows }];
}

/**
 * Measures what is not measured yet, on servers that are started for it.
 * @param {() => readonly Run[]} runsOf the runs, as far as they are known: loads are so when the server is calibrated
 */
async function measureAll(runsOf) {
  const servers = [];
  try {
    for (let started = 0; started < PROCESSES; started++) servers.push(await start());
    const urls = servers.map((server) => server.url("http"));
    for (
      let run = runsOf().find(isOpen);
      run !== undefined && performance.now() < endsMs;
      run = runsOf().find(isOpen)
    )
      measure(run.isCalibration ? urls.slice(0, 1) : urls, run);
  } finally {
    for (const server of servers) await server.stop();
  }
}

mkdirSync(join(folder, "runs"), { recursive: true });
/** @type {ReturnType<typeof calibrate> | null} */
let calibrated = null;
function allRuns() {
  const own = calibrationRuns();
  if (own.some(isOpen)) return own;
  calibrated ??= calibrate();
  return heldOut(calibrated.capacityPerSec).flatMap(({ runs }) => runs);
}
if (allRuns().some(isOpen)) await measureAll(allRuns);
const left = allRuns().filter(isOpen).length;
if (left > 0) {
  const more = calibrated === null ? ", and those of the loads" : "";
  console.error(`${left} runs are left${more}: the same command goes on with them`);
  process.exit(UNFINISHED);
}
const { file, points, capacityPerSec } = calibrated ?? calibrate();
const rows = heldOut(capacityPerSec).flatMap((load) => compared(file, load));
const found = {
  server: values.server,
  processes: PROCESSES,
  balance: values.balance,
  node: process.version,
  capacityPerSec,
  repeats: REPEATS,
  points,
  rows,
};
writeFileSync(resolve(folder, "real-servers.json"), `${JSON.stringify(found, null, 2)}\n`);
console.log(errorTable(found));
