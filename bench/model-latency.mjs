// Times the bundled models through onnxruntime-node, one thread, and prints a Markdown table for models/README.md.
//
//   node bench/model-latency.mjs [--models models] [--rounds 40] [digits textenc]
//
// Precisions and batch sizes are interleaved, round by round, so that a change in the machine's load or clock
// during the run falls on all of them and not on whichever came last. Medians, because such a change is an outlier.

import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { InferenceSession, Tensor } from "onnxruntime-node";

const BATCH_SIZES = [1, 8, 32];
const LARGEST_BATCH = Math.max(...BATCH_SIZES);
const WARM_UP_ROUNDS = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: "string", default: "models" },
    rounds: { type: "string", default: "40" },
  },
});
const rounds = Number(values.rounds);
const names = positionals.length > 0 ? positionals : ["digits", "textenc"];

console.log(`${cpus()[0]?.model.trim()}, Node ${process.version}, 1 thread, median of ${rounds} rounds\n`);
for (const name of names) {
  await timeModel(name);
}

async function timeModel(name) {
  const folder = join(values.models, name);
  const model = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
  const cases = [];
  for (const [precision, { file }] of Object.entries(model.precisions)) {
    const session = await InferenceSession.create(join(folder, file), {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
    for (const batchSize of BATCH_SIZES) {
      cases.push({ precision, batchSize, session, feeds: makeFeeds(model, batchSize), samplesMs: [] });
    }
  }

  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { session, feeds, samplesMs } of cases) {
      const startMs = performance.now();
      await session.run(feeds);
      const elapsedMs = performance.now() - startMs;
      if (round >= 0) {
        samplesMs.push(elapsedMs);
      }
    }
  }
  printTable(name, cases);
}

/** Inputs of the model's declared shape: -1 is the batch first, then the default sequence length. */
function makeFeeds(model, batchSize) {
  const feeds = {};
  for (const { name, datatype, shape } of model.inputs) {
    const dimensions = shape.map((size, axis) => {
      if (size !== -1) return size;
      return axis === 0 ? batchSize : model.generate.sequenceLength.default;
    });
    const count = dimensions.reduce((product, size) => product * size, 1);
    const hint = model.generate?.inputs[name];
    feeds[name] =
      datatype === "INT64"
        ? new Tensor(
            "int64",
            BigInt64Array.from({ length: count }, (_, i) => tokenAt(hint, i)),
            dimensions,
          )
        : new Tensor(
            "float32",
            Float32Array.from({ length: count }, (_, i) => (i * 7) % 17),
            dimensions,
          );
  }
  return feeds;
}

function tokenAt(hint, index) {
  if (hint.kind === "ones") return 1n;
  return BigInt(hint.low + ((index * 7919) % (hint.high - hint.low)));
}

function printTable(name, cases) {
  const medianOf = new Map(
    cases.map((entry) => [`${entry.precision} ${entry.batchSize}`, median(entry.samplesMs)]),
  );
  const precisions = [...new Set(cases.map((entry) => entry.precision))];
  const headings = BATCH_SIZES.map((size) => `batch ${size} (ms)`).join(" | ");
  // "batching" is the per-item gain of the largest batch over batch 1; "over fp32" compares whole batches.
  console.log(`### ${name}\n`);
  console.log(
    `| precision | ${headings} | batching | over fp32, batch 1 | over fp32, batch ${LARGEST_BATCH} |`,
  );
  console.log(`|---|${"---:|".repeat(BATCH_SIZES.length + 3)}`);
  for (const precision of precisions) {
    const at = (size, which = precision) => medianOf.get(`${which} ${size}`);
    const cells = [
      ...BATCH_SIZES.map((size) => at(size).toFixed(2)),
      `${((at(1) * LARGEST_BATCH) / at(LARGEST_BATCH)).toFixed(1)}x`,
      `${(at(1, "fp32") / at(1)).toFixed(1)}x`,
      `${(at(LARGEST_BATCH, "fp32") / at(LARGEST_BATCH)).toFixed(1)}x`,
    ];
    console.log(`| ${precision} | ${cells.join(" | ")} |`);
  }
  console.log("");
}

function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
