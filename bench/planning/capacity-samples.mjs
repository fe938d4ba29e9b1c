/**
 * Makes the plans of reports/samples/capacity-* from service times that others measured on GPUs:
 *
 *     npm run bench:capacity-samples -- ../shared/data/gpu [NAME…]
 *
 * The tables stay where they are. A sample holds the plan and its report, the prices it is made with, and a README that says in its first
 * lines who measured what, and how to make it again.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MAIN } from "../lib/main.mjs";

const SAMPLES = fileURLToPath(new URL("../../reports/samples/", import.meta.url));
const PRICES = fileURLToPath(new URL("winners/prices.csv", import.meta.url));
const SOURCE =
  "NVIDIA (DeepLearningExamples at commit 729963d, README tables of Triton, Apache-2.0; true for the time of publication, and newer software may differ)";

/** @typedef {{ series: string, machine: string, price: string }} Machine */
/** @type {Record<string, { title: string, what: string, machines: Machine[], words: string[] }>} */
const PLANS = {
  "capacity-forecasts": {
    title: "Which GPU forecasts for the least?",
    what: "a tensor model: the Temporal Fusion Transformer (electricity), FP16, with TensorRT on Triton; each request asks for 16 forecasts",
    machines: [
      ["T4", "g4dn.xlarge@us-east-1"],
      ["A30", "massedcompute/gpu_1x_A30"],
      ["A100-80GB", "azure/Standard_NC24ads_A100_v4"],
    ].map(([gpu = "", price = ""]) => ({
      series: `tft|electricity|TensorRT||TensorRT|FP16|${gpu}`,
      machine: gpu,
      price,
    })),
    words: [
      ...["--batch", "16", "--curve", "4=350,9=900,14=1400,20=1100,23=500", "--arrivals", "gamma:cv=2"],
      ...["--slo", "p95<=60ms", "--slo", "errors<=0.1%", "--fleets", "3"],
    ],
  },
  "capacity-language-encoder": {
    title: "Which GPU reads texts for the least?",
    what: "a language model that reads and does not write: BERT-large, FP16, with TensorRT on Triton; each request is one text. It was measured with one request at a time, through shared memory: a network comes on top, and no load of many requests was measured that could show how far off this is. Language models that write are not planned yet: their servers change the batch with every token, and nothing here simulates that",
    machines: [
      ["T4", "g4dn.xlarge@us-east-1"],
      ["A30", "massedcompute/gpu_1x_A30"],
      ["V100-32GB", "paperspace/paperspace_V100-32GB"],
      ["A100-80GB", "azure/Standard_NC24ads_A100_v4"],
    ].map(([gpu = "", price = ""]) => ({
      series: `bert-large||TensorRT||TensorRT|FP16|${gpu}`,
      machine: gpu,
      price,
    })),
    words: [
      ...["--curve", "4=100,9=300,14=500,20=400,23=200", "--arrivals", "gamma:cv=2"],
      ...["--slo", "p95<=50ms", "--slo", "errors<=0.1%", "--fleets", "4"],
    ],
  },
};

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: npm run bench:capacity-samples -- DATA_FOLDER [NAME…]");
const TABLE = "triton-nvidia.csv";

/** Runs the program in a folder; a plan that was made ends with 0. @param {string} cwd @param {readonly string[]} words */
function plimsoll(cwd, words) {
  const { status } = spawnSync(process.execPath, [MAIN, ...words], { cwd, stdio: "inherit" });
  if (status !== 0) throw new Error(`plimsoll ${words.join(" ")} ended with ${status}`);
}

/** A word as a shell reads it. @param {string} word */
const quoted = (word) => (/^[\w./:=,@%-]+$/.test(word) ? word : `'${word}'`);

for (const [name, { title, what, machines, words }] of Object.entries(PLANS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const work = mkdtempSync(join(tmpdir(), "plimsoll-sample-"));
  copyFileSync(PRICES, join(work, "prices.csv"));
  // Beside the plan, so that no folder of this machine is in what is written.
  copyFileSync(join(folder, TABLE), join(work, TABLE));
  const calibrations = machines.map(({ series, machine }) => {
    const out = machine.toLowerCase().replaceAll(" ", "-");
    return ["calibrate", "--table", TABLE, "--series", series, "--source", SOURCE, "--out", out];
  });
  for (const calibration of calibrations) plimsoll(work, calibration);
  const plan = [
    ...["capacity", "--plan", "--prices", "prices.csv"],
    ...machines.flatMap(({ machine, price }, index) => {
      const model = `${calibrations[index]?.at(-1)}/service-model.json`;
      return ["--machine", `${machine}: price=${price}; service=${model}`];
    }),
    ...words,
  ];
  plimsoll(work, [...plan, "--out", "plan"]);
  const result = JSON.parse(readFileSync(join(work, "plan", "result.json"), "utf8"));
  const to = join(SAMPLES, name);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const file of ["result.json", "report.html", "fleets.csv"])
    cpSync(join(work, "plan", file), join(to, file));
  copyFileSync(PRICES, join(to, "prices.csv"));
  writeFileSync(join(to, "README.md"), readme({ title, what, result, calibrations, plan }));
  rmSync(work, { recursive: true, force: true });
}

/**
 * @param {{ title: string, what: string, result: { answer: string, grounds: string[], startedAt: string }, calibrations: string[][], plan: string[] }} about
 */
function readme({ title, what, result, calibrations, plan }) {
  const repeat = calibrations.map((words) => ["plimsoll", ...words].map(quoted).join(" "));
  return `# ${title}

${result.grounds.join(" ")}

For ${what}. Planned on ${result.startedAt.slice(0, 10)}: ${result.answer}.

How often such a choice is right was measured: [docs/validation.md](../../../docs/validation.md#is-the-cheapest-gpu-the-cheapest). \`report.html\` is the
page of the plan, \`result.json\` all of it, \`fleets.csv\` the fleets, \`prices.csv\` the price table. The table of measurements is not in this repository; with
it, \`npm run bench:capacity-samples\` makes the sample again, by:

\`\`\`sh
${repeat.join("\n")}
${["plimsoll", ...plan].map(quoted).join(" ")}
\`\`\`
`;
}
