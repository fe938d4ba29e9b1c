// How long does `plimsoll history` take over 500 results, and how much memory?
//
//   npm run bench:history-speed -- [RESULTS]
//
// RESULTS (500) copies of the committed run, of one day each, with noise of 2 % and two steps of 10 % and 5 %, in a folder that is removed afterwards. The
// command line itself makes the list, the page, the CSV and Otava's file, as a process of its own.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng, normal } from "plimsoll/internal";
import { MAIN } from "../lib/main.mjs";

const RESULTS = Number(process.argv[2] ?? 500);
const SAMPLE = new URL("../../reports/samples/fraud-check-burst/result.json", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "plimsoll-history-"));
try {
  const run = JSON.parse(readFileSync(SAMPLE, "utf8"));
  const rng = createRng(1, "nights");
  for (let night = 0; night < RESULTS; night++) {
    const level = night < RESULTS * 0.4 ? 1 : night < RESULTS * 0.7 ? 1.1 : 1.05;
    const times = level * (1 + 0.02 * normal(rng));
    const { response } = run.latencyMs;
    const scaled = Object.fromEntries(
      Object.entries(response).map(([key, value]) => [
        key,
        /^(p\d+|max|mean)$/.test(key) && value !== null ? value * times : value,
      ]),
    );
    const load = { ...run.load, achievedPerSec: run.load.achievedPerSec / times };
    const cost = { ...run.cost, perMillionRequests: run.cost.perMillionRequests * times };
    mkdirSync(join(folder, "r", String(night)), { recursive: true });
    writeFileSync(
      join(folder, "r", String(night), "result.json"),
      JSON.stringify({
        ...run,
        startedAt: new Date(Date.UTC(2025, 0, 1 + night)).toISOString(),
        startedMonotonicNs: String(night),
        latencyMs: { ...run.latencyMs, response: scaled },
        load,
        cost,
      }),
    );
  }
  const reports = ["html=o.html", "csv=o.csv", "otava=o.yaml"].flatMap((one) => ["--report", one]);
  // The process prints the most memory that it had when it ends.
  const told = join(folder, "told.cjs");
  writeFileSync(
    told,
    'process.on("exit", () => require("node:fs").writeFileSync("used.json", JSON.stringify([process.resourceUsage(), process.uptime()])));',
  );
  const args = ["--require", told, MAIN, "history", "r", ...reports];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const [{ maxRSS, userCPUTime }, seconds] = JSON.parse(readFileSync(join(folder, "used.json"), "utf8"));
  console.log(stdout.split("\n").slice(0, 12).join("\n"));
  console.log(
    `${RESULTS} results: ${seconds.toFixed(1)} s, ${(userCPUTime / 1e6).toFixed(1)} s of CPU, ${(maxRSS / 1024).toFixed(0)} MiB`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
