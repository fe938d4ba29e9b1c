import { readFileSync } from "node:fs";
import { script } from "./program.mjs";

/** This library, from its own run and result; start-up and report are part of the process, not of `sendingCpuUs`. */
const start = ({ url, ratePerSec, connections, seconds }, target) => ({
  command: [
    ...[process.execPath, script("plimsoll-run.mjs")],
    ...[target, url, `${ratePerSec}`, `${connections}`, `${seconds}`],
  ],
  parse: (stdout) => JSON.parse(stdout),
});

export const plimsoll = {
  name: "plimsoll",
  probe: () => ({
    version: JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version,
  }),
  open: (load) => start(load, "http-json"),
  grpc: (load) => start(load, "oip-grpc"),
};
