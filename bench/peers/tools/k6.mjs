import { peerProgram, probeProgram, script } from "./program.mjs";

const start = ({ url, connections, seconds }, ratePerSec) => ({
  command: [
    ...[peerProgram("k6"), "run", "--quiet", "--no-usage-report", "--address", ""],
    ...[
      "-e",
      `URL=${url}`,
      "-e",
      `VUS=${connections}`,
      "-e",
      `SECONDS=${seconds}`,
      "-e",
      `RATE=${ratePerSec}`,
    ],
    script("k6-script.js"),
  ],
  parse(stdout) {
    const { requests, ratePerSec, p50Ms, p99Ms, dropped } = JSON.parse(stdout);
    return { requests, ratePerSec, p50Ms, p99Ms, lag: { label: "dropped", value: dropped } };
  },
});

export const k6 = {
  name: "k6",
  probe: () => probeProgram([peerProgram("k6"), "version"], /k6 v(\S+)/),
  closed: (load) => start(load, 0),
  open: (load) => start(load, load.ratePerSec),
};
