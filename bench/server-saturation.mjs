// What the embedded server adds to the model it serves: inferences per second of a bare loop over `session.run`,
// of the server under single-item requests that it must batch itself, and of the server under whole batches.
//
//   npm run build && node bench/server-saturation.mjs [--models models/digits] [--precisions fp32,int8] [--rounds 5]
//
// One run, interleaved round by round, so that a change in the machine's load falls on all three. The server has a
// process of its own; the load comes from this one (autocannon, binary tensors), so two free cores are needed for a
// fair figure. `busy` is the share of the time that the session thread spent inside `session.run`: it says whether
// the server kept the thread fed, also where other processes slow all of it down. Bar: 85 % of the bare loop.

import { fork } from "node:child_process";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import autocannon from "autocannon";
import { encodeInferRequest, startServer } from "plimsoll/internal";

const BATCH = 32;
const BAR = 0.85;

const { values } = parseArgs({
  options: {
    models: { type: "string", default: "models/digits" },
    precisions: { type: "string", default: "fp32,int8" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    connections: { type: "string", default: "128" },
    "serve-path": { type: "string" },
  },
});

if (values["serve-path"] !== undefined) {
  await serve(values["serve-path"]);
} else {
  const cpu = cpus();
  console.log(
    `${cpu[0]?.model.trim()}, ${cpu.length} CPUs, Node ${process.version}, batch ${BATCH}, 1 thread`,
  );
  console.log(
    `median of ${values.rounds} interleaved rounds of ${values.seconds} s, ${values.connections} connections\n`,
  );
  console.log(
    "| precision | bare loop (inf/s) | server, batch 1 | ratio | average dynamic batch | busy | server, batch 32 | ratio | busy |",
  );
  console.log("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
  let reached = true;
  for (const precision of values.precisions.split(",")) {
    reached = (await compare(precision, resolve(values.models, `${precision}.onnx`))) && reached;
  }
  process.exitCode = reached ? 0 : 1;
}

/** @param {string} path */
async function serve(path) {
  const server = await startServer({ port: 0, maxBatch: BATCH, models: [{ name: "model", path }] });
  process.send?.(server.url);
  process.once("message", () => server.close().then(() => process.disconnect()));
}

/**
 * @param {string} precision
 * @param {string} path
 * @returns {Promise<boolean>} whether the bar was reached
 */
async function compare(precision, path) {
  const child = fork(fileURLToPath(import.meta.url), ["--serve-path", path]);
  const url = await new Promise((ready) => child.once("message", ready));
  /** @type {{ bare: number[], single: number[], whole: number[], dynamicBatch: number[], singleBusy: number[], wholeBusy: number[] }} */
  const rounds = { bare: [], single: [], whole: [], dynamicBatch: [], singleBusy: [], wholeBusy: [] };
  const seconds = Number(values.seconds);
  await load(url, 1, Number(values.connections), 1);
  for (let round = 0; round < Number(values.rounds); round++) {
    rounds.bare.push(await bareLoop(path, seconds));
    const single = await load(url, 1, Number(values.connections), seconds);
    rounds.single.push(single.inferencesPerSec);
    rounds.dynamicBatch.push(single.averageBatch);
    rounds.singleBusy.push(single.busy);
    const whole = await load(url, BATCH, 4, seconds);
    rounds.whole.push(whole.inferencesPerSec);
    rounds.wholeBusy.push(whole.busy);
  }
  child.send("close");
  await new Promise((closed) => child.once("exit", closed));

  const ratio = (/** @type {number[]} */ rates) =>
    median(rates.map((rate, i) => rate / (rounds.bare[i] ?? Number.NaN)));
  const cells = [
    median(rounds.bare).toFixed(0),
    median(rounds.single).toFixed(0),
    percent(ratio(rounds.single)),
    median(rounds.dynamicBatch).toFixed(1),
    percent(median(rounds.singleBusy)),
    median(rounds.whole).toFixed(0),
    percent(ratio(rounds.whole)),
    percent(median(rounds.wholeBusy)),
  ];
  console.log(`| ${precision} | ${cells.join(" | ")} |`);
  return ratio(rounds.single) >= BAR && ratio(rounds.whole) >= BAR;
}

/**
 * @param {string} url
 * @param {number} items per request
 * @param {number} connections
 * @param {number} seconds
 */
async function load(url, items, connections, seconds) {
  const image = {
    name: "image",
    datatype: /** @type {const} */ ("FP32"),
    shape: [items, 64],
    data: new Uint8Array(pixels(items).buffer),
  };
  const { headers, body } = encodeInferRequest({ inputs: [image], binary: true });
  const before = await statistics(url);
  const startMs = performance.now();
  const result = await autocannon({
    url: `${url}/v2/models/model/infer`,
    method: "POST",
    headers,
    body: Buffer.from(body),
    connections,
    duration: seconds,
  });
  const elapsedMs = performance.now() - startMs;
  const after = await statistics(url);
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  return {
    inferencesPerSec: (result["2xx"] * items) / result.duration,
    averageBatch:
      (after.inference_count - before.inference_count) / (after.execution_count - before.execution_count),
    busy: (inferNs(after) - inferNs(before)) / 1e6 / elapsedMs,
  };
}

/**
 * What the server tells of a model, as far as it is read here.
 * @typedef {{ inference_count: number, execution_count: number, batch_stats: { compute_infer: { ns: number } }[] }} ModelStatistics
 */

/** @param {ModelStatistics} model */
function inferNs({ batch_stats: sizes }) {
  return sizes.reduce((sum, { compute_infer: { ns } }) => sum + ns, 0);
}

/** @param {string} url */
async function statistics(url) {
  const response = await fetch(`${url}/v2/models/model/stats`);
  const document = /** @type {{ model_stats: ModelStatistics[] }} */ (await response.json());
  const [model] = document.model_stats;
  if (model === undefined) throw new Error(`${url} has no statistics of the model`);
  return model;
}

/**
 * The most that one thread gets out of this model: nothing but `session.run`.
 * @param {string} path
 * @param {number} seconds
 * @returns {Promise<number>} inferences per second
 */
function bareLoop(path, seconds) {
  const source = `
    const { parentPort, workerData } = require("node:worker_threads");
    const { InferenceSession, Tensor } = require("onnxruntime-node");
    (async () => {
      const { path, seconds, batch, pixels } = workerData;
      const session = await InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1 });
      const feeds = { image: new Tensor("float32", pixels, [batch, 64]) };
      for (let i = 0; i < 5; i++) await session.run(feeds);
      const startMs = performance.now();
      let runs = 0;
      while (performance.now() - startMs < seconds * 1000) { await session.run(feeds); runs++; }
      parentPort.postMessage((runs * batch * 1000) / (performance.now() - startMs));
    })();`;
  const worker = new Worker(source, {
    eval: true,
    workerData: { path, seconds, batch: BATCH, pixels: pixels(BATCH) },
  });
  return new Promise((done, failed) => {
    worker.once("message", done);
    worker.once("error", failed);
  });
}

/** @param {number} items */
function pixels(items) {
  return Float32Array.from({ length: items * 64 }, (_, i) => (i * 7) % 17);
}

/** @param {number[]} samples */
function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** @param {number} ratio */
function percent(ratio) {
  return `${(100 * ratio).toFixed(1)} %`;
}
