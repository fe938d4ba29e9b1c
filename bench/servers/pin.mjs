import { spawnSync } from "node:child_process";

/** Pins this process, and so what it starts without saying otherwise, to a core. */
export function pinThisProcess(core) {
  spawnSync("taskset", ["-acp", String(core), String(process.pid)]);
}
