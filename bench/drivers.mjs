// Both drivers of closed loops against every kind of fault of a connection: counts of outcomes, and latencies, of runs by
// turns. Run with `npm run bench:drivers`; prints a table for docs/evidence.md.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CONNECTION_FAULTS } from "../test/contracts/drivers/faulty-servers.ts";
import { MAIN } from "./lib/main.mjs";

const TURNS = Number(process.env.TURNS ?? 3);
const DRIVERS = ["plimsoll", "autocannon"];
const LOAD = ["--concurrency", "8", "--warmup", "0s", "--duration", "5s", "--timeout", "1s"];

/** Runs one driver against a fresh server with a fault. */
async function measure(fault, driver, folder) {
  const server = await fault.start();
  const out = join(folder, `${driver}-${performance.now()}`);
  const url = `http://127.0.0.1:${server.port}/`;
  const args = ["run", "--target", "http-json", "--url", url, "--driver", driver, ...LOAD, "--out", out];
  try {
    // A run that is not valid ends with an exit code of its own; its document is read all the same.
    await promisify(execFile)(process.execPath, [MAIN, ...args]).catch(() => {});
    const { requests, latencyMs } = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
    const failures = requests.failures.map(({ outcome, failure, count }) => [
      outcome === "error" ? failure : outcome,
      count,
    ]);
    const { p50, p99 } = latencyMs.service;
    return { ok: requests.ok, failures: Object.fromEntries(failures), p50, p99 };
  } finally {
    await server.close();
  }
}

const range = (all, digits) => {
  const values = all.filter((value) => value !== null);
  if (values.length === 0) return "—";
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return least === most ? least : `${least}–${most}`;
};

function describe(runs) {
  const kinds = [...new Set(runs.flatMap(({ failures }) => Object.keys(failures)))].sort();
  const failed = kinds.map(
    (kind) =>
      `${kind} ${range(
        runs.map(({ failures }) => failures[kind] ?? 0),
        0,
      )}`,
  );
  const times = ["p50", "p99"].map((name) =>
    range(
      runs.map((run) => run[name] ?? null),
      1,
    ),
  );
  return [
    range(
      runs.map(({ ok }) => ok),
      0,
    ),
    failed.join(", ") || "none",
    ...times,
  ].join(" | ");
}

const folder = mkdtempSync(join(tmpdir(), "plimsoll-drivers-"));
try {
  console.log(
    "| a server that | driver | ok | failed | p50, ms | p99, ms |\n| --- | --- | --- | --- | --- | --- |",
  );
  for (const fault of CONNECTION_FAULTS) {
    /** @type {Map<string, Awaited<ReturnType<typeof measure>>[]>} */
    const found = new Map(DRIVERS.map((driver) => [driver, []]));
    for (let turn = 0; turn < TURNS; turn++)
      for (const driver of turn % 2 === 0 ? DRIVERS : DRIVERS.toReversed())
        found.get(driver)?.push(await measure(fault, driver, folder));
    for (const driver of DRIVERS)
      console.log(`| ${fault.does} | ${driver} | ${describe(found.get(driver) ?? [])} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
