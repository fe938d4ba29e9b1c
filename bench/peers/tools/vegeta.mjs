import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "../scratch.mjs";
import { peerProgram, probeProgram } from "./program.mjs";

const NS_PER_MS = 1e6;

/** Its results go to a file, and its report is made after the clock has stopped. */
const start = ({ url, seconds }, pace) => {
  const folder = scratchFolder("vegeta");
  const results = join(folder, "results.bin");
  const attack = `echo GET ${url} | exec ${peerProgram("vegeta")} attack -duration=${seconds}s -output=${results} ${pace}`;
  return {
    command: ["bash", "-c", attack],
    parse() {
      const report = execFileSync(peerProgram("vegeta"), ["report", "-type=json", results], {
        encoding: "utf8",
      });
      rmSync(folder, { recursive: true });
      const { requests, rate, latencies } = JSON.parse(report);
      return {
        requests,
        ratePerSec: rate,
        p50Ms: latencies["50th"] / NS_PER_MS,
        p99Ms: latencies["99th"] / NS_PER_MS,
      };
    },
  };
};

export const vegeta = {
  name: "vegeta",
  probe: () => probeProgram(["go", "version", "-m", peerProgram("vegeta")], /mod\s+\S+vegeta\S*\s+v(\S+)/),
  closed: (load) => start(load, `-rate=0 -max-workers=${load.connections}`),
  open: (load) => start(load, `-rate=${load.ratePerSec}/1s`),
};
