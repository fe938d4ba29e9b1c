/**
 * Takes what run.mjs left, as folders or as its bundles, and puts what is worth keeping where it is committed: results,
 * reports and the machine of every step, and one table of them all.
 *
 *     node bench/gpu/collect.mjs FOLDER [TO=reports/samples]
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resultOf } from "./phase.mjs";
import { PHASES } from "./plan.mjs";

/** Of a step; the runs of a sweep's points stay behind. */
const KEPT = ["result.json", "report.html", "points.csv", "latency.hlog"];
const COLUMNS = [
  "step",
  "answered/s",
  "p50 ms",
  "p99 ms",
  "TTFT p50 ms",
  "TPOT p50 ms",
  "per million requests",
  "verdict",
];
const BUNDLE = ".tar.gz";

const [from = refuse(), to = "reports/samples"] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "plimsoll-gpu-"));
try {
  const rows = Object.keys(PHASES).flatMap(collectPhase);
  const rule = COLUMNS.map(() => "---");
  writeFileSync(
    join(to, "gpu-summary.md"),
    `${[COLUMNS, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`,
  );
  console.log(`${rows.length} steps, in ${to}/gpu-*`);
} finally {
  rmSync(work, { recursive: true });
}

/** @returns {never} */
function refuse() {
  console.error("node bench/gpu/collect.mjs FOLDER [TO=reports/samples]");
  process.exit(2);
}

/** Rows of the table. A phase that was not run has none. */
function collectPhase(phase) {
  const folder = unpacked(phase);
  if (!existsSync(folder)) return [];
  mkdirSync(to, { recursive: true });
  if (existsSync(join(folder, "fingerprint.json")))
    cpSync(folder, join(to, `gpu-${phase}`), { recursive: true });
  const steps = readdirSync(folder).filter((name) => resultOf(folder, name) !== null);
  return steps.map((name) => {
    const sample = join(to, `gpu-${phase}-${name}`);
    mkdirSync(sample, { recursive: true });
    for (const file of KEPT)
      if (existsSync(join(folder, name, file))) cpSync(join(folder, name, file), join(sample, file));
    return rowOf(`${phase} ${name}`, resultOf(folder, name));
  });
}

function unpacked(phase) {
  const bundle = join(from, phase + BUNDLE);
  if (!existsSync(bundle)) return join(from, phase);
  const { status, stderr } = spawnSync("tar", ["-xzf", bundle, "-C", work], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${bundle} cannot be unpacked: ${stderr}`);
  return join(work, phase);
}

function rowOf(step, result) {
  if (result.kind === "sweep") return [step, ...COLUMNS.slice(2).map(() => ""), result.answer];
  const { load, latencyMs, cost, verdict } = result;
  const { response, ttft, tpot } = latencyMs;
  const figures = [
    load.achievedPerSec,
    response.p50,
    response.p99,
    ttft?.p50,
    tpot?.p50,
    cost.perMillionRequests,
  ];
  const judged = verdict.valid ? "valid" : verdict.reasons.map(({ code }) => code).join(", ");
  return [step, ...figures.map((value) => value?.toPrecision(4) ?? "—"), judged];
}
