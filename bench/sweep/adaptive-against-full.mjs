/**
 * The full grid and the adaptive search on a real server and model, then both winners measured again in pairs, one after the
 * other: how much is lost by measuring a quarter. Goes on where it was cut off when it is called again with the same folder.
 *
 *     npm run build && node bench/sweep/adaptive-against-full.mjs FOLDER [PAIRS=10] [flags of plimsoll sweep…]
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { kebab, pairedRatio } from "plimsoll/internal";
import { MAIN } from "../lib/main.mjs";

const [out = "reports/adaptive-against-full", pairs = "10", ...flags] = process.argv.slice(2);
const folder = resolve(out);
const wish = flags.length > 0 ? flags : ["--slo", "p95<=50ms"];

function plimsoll(...args) {
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args, "--json"], {
    encoding: "utf8",
    maxBuffer: 1e9,
    stdio: ["ignore", "pipe", args[0] === "sweep" ? "inherit" : "pipe"],
  });
  if (stdout === "") throw new Error(stderr ?? "no result");
  return JSON.parse(stdout);
}

function swept(name, ...more) {
  const path = join(folder, name);
  const known = existsSync(join(path, "result.json"))
    ? JSON.parse(readFileSync(join(path, "result.json"), "utf8"))
    : null;
  if (known !== null && !known.partial) return known;
  return existsSync(join(path, "plan.json"))
    ? plimsoll("sweep", "--resume", path)
    : plimsoll("sweep", ...wish, ...more, "--confirm", "0", "--out", path);
}

const full = swept("full", "--full");
const adaptive = swept("adaptive", "--adaptive");
for (const { search, answer } of [full, adaptive]) {
  console.log(`${search.kind}: ${answer}`);
  console.log(
    `  ${search.measuredPoints} of ${search.gridPoints} points, ${search.runs} runs, ${(search.spentMs / 1000).toFixed(0)} s ` +
      `(${((100 * search.spentMs) / search.gridMs).toFixed(1)} % of the grid's); ${search.stopReason}`,
  );
}
if (full.best === null || adaptive.best === null) process.exit(1);

const flagsOf = ({ fixed }, point) =>
  Object.entries({ ...fixed, ...point }).flatMap(([name, value]) =>
    name === "scenario" ? [] : [`--${kebab(name)}`, value],
  );
const measure = (sweep, seed) => {
  const { scenario = "steady" } = sweep.fixed;
  const time = ["--duration", "10s", "--warmup", "2s", "--seed", String(seed)];
  const where = ["--out", join(folder, "pairs", String(seed))];
  const { verdict, load, latencyMs } = plimsoll(
    "run",
    scenario,
    ...flagsOf(sweep, sweep.best.point),
    ...time,
    ...where,
  );
  return { valid: verdict.valid, perSec: load.inferencesPerSec, p95Ms: latencyMs.response.p95 };
};
const found = [];
for (let pair = 1; pair <= Number(pairs); pair++) {
  const order = pair % 2 === 0 ? [adaptive, full] : [full, adaptive];
  const seen = new Map(order.map((sweep) => [sweep, measure(sweep, pair)]));
  const [a, b] = [seen.get(full), seen.get(adaptive)];
  if (a === undefined || b === undefined) throw new Error(`pair ${pair} lacks one of its two runs`);
  const show = ({ valid, perSec, p95Ms }) =>
    `${perSec.toFixed(0)}/s p95 ${p95Ms?.toFixed(1)} ms${valid ? "" : " (not valid)"}`;
  console.log(`pair ${pair}  full's winner ${show(a)}   adaptive's ${show(b)}`);
  found.push({ a: a.perSec, b: b.perSec });
}
const { ratio, interval } = pairedRatio(found);
const shortfall = (x) => `${(100 * (1 - x)).toFixed(1)} %`;
console.log(
  `shortfall of the adaptive winner: ${shortfall(ratio)}` +
    (interval === null ? "" : ` (95 % ${shortfall(interval.high)} to ${shortfall(interval.low)})`),
);
