import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** Fields of drivers from 535 on; names and form as `nvidia-smi --help-query-gpu` lists them. */
export const HELP = `List of valid properties to query for the switch "--query-gpu":

"timestamp"
The timestamp of when the query was made in format "YYYY/MM/DD HH:MM:SS.msec".

"driver_version"
The version of the installed NVIDIA display driver. This is an alphanumeric string.

"name" or "gpu_name"
The official product name of the GPU. This is an alphanumeric string. For all products.

"uuid" or "gpu_uuid"
"index"
"persistence_mode"
"clocks_event_reasons.active" or "clocks_throttle_reasons.active"
Bitmask of active clock event reasons. See nvml.h for more details.

"memory.total"
"memory.used"
"compute_cap"
"utilization.gpu"
"temperature.gpu"
"power.draw"
"power.limit"
"clocks.current.sm" or "clocks.sm"
"mig.mode.current"
`;

export type Behaviour =
  | "reads on"
  | "breaks off in a line"
  | "writes no line that is one"
  | "finds no device"
  | "knows no field";

/**
 * A program of the name `nvidia-smi`, which stands for NVIDIA's: it answers in the form that NVIDIA documents, for two GPUs,
 * and as often as it can. Where it goes on reading, it ends for no signal that can be caught.
 */
const PROGRAM = (folder: string, behaviour: Behaviour) => `#!${process.execPath}
const { appendFileSync, writeFileSync } = require("node:fs");
const behaviour = ${JSON.stringify(behaviour)};
const help = ${JSON.stringify(HELP)};
const args = process.argv.slice(2);
appendFileSync(${JSON.stringify(join(folder, "calls"))}, args.join(" ") + "\\n");
const values = {
  name: "NVIDIA H100 80GB HBM3", driver_version: "550.54.15", persistence_mode: "Enabled", compute_cap: "9.0",
  "mig.mode.current": "Disabled", "power.limit": "700.00", "memory.total": "81559", "memory.used": "40000",
  "utilization.gpu": "90", "power.draw": "300.00", "clocks.sm": "1755", "temperature.gpu": "61",
  "clocks_event_reasons.active": "0x0000000000000004",
};
const rows = (fields) => [0, 1].map((gpu) => fields.map((field) =>
  field === "index" ? String(gpu) : field === "uuid" ? "GPU-" + gpu : gpu === 1 && field === "power.draw" ? "[N/A]" : values[field]
).join(", ") + "\\n").join("");
const query = args.find((arg) => arg.startsWith("--query-gpu="));
if (args[0] === "--help-query-gpu") process.stdout.write(behaviour === "knows no field" ? "Usage: nvidia-smi\\n" : help);
else if (behaviour === "finds no device") {
  process.stdout.write("No devices were found\\n");
  process.exitCode = 6;
} else if (query === undefined) process.stdout.write("| NVIDIA-SMI 550.54.15     Driver Version: 550.54.15     CUDA Version: 12.4     |\\n");
else {
  const fields = query.slice("--query-gpu=".length).split(",");
  const unknown = fields.find((field) => !help.includes('"' + field + '"'));
  if (unknown !== undefined) {
    process.stdout.write('Field "' + unknown + '" is not a valid field to query.\\n');
    process.exit(2);
  }
  if (!args.some((arg) => arg.startsWith("--loop-ms="))) process.stdout.write(rows(fields));
  else {
    process.on("SIGTERM", () => {});
    process.on("SIGINT", () => {});
    let ticks = 0;
    setInterval(() => {
      if (behaviour === "writes no line that is one") process.stdout.write("\\u0000,\\ufffd".repeat(3000) + (++ticks % 3 === 0 ? "\\n" : ""));
      else process.stdout.write(rows(fields));
      if (++ticks === 4) writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(process.pid));
      if (ticks === 8 && behaviour === "breaks off in a line") {
        process.stdout.write("GPU is lost. Reboot the system to recover this GPU\\n" + rows(fields).slice(0, -4), () => process.exit(15));
      }
    }, 20);
  }
}
`;

/** Puts the stand-in into a folder of its own, for a PATH; gone after the test, with its process. */
export function standIn(behaviour: Behaviour) {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-smi-"));
  writeFileSync(join(folder, "nvidia-smi"), PROGRAM(folder, behaviour), { mode: 0o755 });
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "";
  const pid = () => Number(read("pid"));
  onTestFinished(() => {
    if (pid() > 0 && isAlive(pid())) process.kill(pid(), "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    path: `${folder}${delimiter}${process.env.PATH}`,
    calls: () =>
      read("calls")
        .split("\n")
        .filter((line) => line !== ""),
    /** Waits until it has been writing for a while. */
    async writes() {
      while (pid() === 0) await sleep(10);
    },
    /** Waits until its process is gone. */
    async gone() {
      while (isAlive(pid())) await sleep(10);
    },
  };
}

/** A process that has ended is one no longer, even if nobody has asked for its exit code. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

/** Makes programs be looked for there, until the test is over. */
export function usePath(path: string): void {
  const before = process.env.PATH;
  process.env.PATH = path;
  onTestFinished(() => {
    process.env.PATH = before;
  });
}
