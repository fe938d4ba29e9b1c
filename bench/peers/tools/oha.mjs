import { peerProgram, probeProgram } from "./program.mjs";

const start = ({ url, connections, seconds }, pace) => ({
  command: [
    ...[peerProgram("oha"), "--no-tui", "--output-format", "json", "--worker-threads", "1", "-w"],
    ...["-c", `${connections}`, "-z", `${seconds}s`, ...pace, url],
  ],
  parse(stdout) {
    const { summary, latencyPercentiles, statusCodeDistribution } = JSON.parse(stdout);
    return {
      requests: statusCodeDistribution["200"],
      ratePerSec: summary.requestsPerSec,
      p50Ms: 1000 * latencyPercentiles.p50,
      p99Ms: 1000 * latencyPercentiles.p99,
    };
  },
});

export const oha = {
  name: "oha",
  probe: () => probeProgram([peerProgram("oha"), "--version"], /oha (\S+)/),
  closed: (load) => start(load, []),
  open: (load) => start(load, ["-q", `${load.ratePerSec}`, "--latency-correction"]),
};
