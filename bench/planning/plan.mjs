// How long does a plan take? Six machine types of four settings each, ten seeds, a day with a peak of 500 requests per second.
//
//   npm run bench:plan
//
// The service times and prices are made up: what is measured is the search, not any machine.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { MAIN } from "../lib/main.mjs";

const MACHINES = [
  ["a", 0.53, "affine:6ms+0.8ms,max=32"],
  ["b", 0.81, "affine:5ms+0.5ms,max=32"],
  ["c", 1.01, "affine:4ms+0.45ms,max=32"],
  ["d", 1.86, "affine:3ms+0.22ms,max=32"],
  ["e", 3.67, "affine:2ms+0.12ms,max=32"],
  ["f", 6.88, "affine:1.5ms+0.06ms,max=32"],
];
const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-plan-"));
const words = [
  "capacity",
  "--plan",
  ...MACHINES.flatMap(([name, price, service]) => [
    "--machine",
    `${name}: price=${price}; service=${service}; max-batch=4,8,16,32`,
  ]),
  "--curve",
  "4=120,9=300,14=500,20=420,23=200",
  "--arrivals",
  "mmpp:burst=3,share=0.2,dwell=500ms",
  "--slo",
  "p99<=60ms",
  "--slo",
  "errors<=0.1%",
  "--workers",
  "2",
  "--json",
  "--out",
  join(folder, "plan"),
];
const startedMs = performance.now();
const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
  encoding: "utf8",
  maxBuffer: 256 * 1024 * 1024,
});
const spentSec = (performance.now() - startedMs) / 1000;
rmSync(folder, { recursive: true, force: true });
if (status !== 0 && status !== 1) throw new Error(stderr);
const plan = JSON.parse(stdout);
console.log(plan.answer);
console.log(
  `${plan.search.candidates} candidates, ${plan.search.simulations} simulations of ${plan.search.simulatedRequests} requests, ${plan.skipped.length} skipped: ${spentSec.toFixed(1)} s on 2 threads of ${availableParallelism()} cores`,
);
