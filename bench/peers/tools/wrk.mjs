import { msIn, numberIn, probeProgram } from "./program.mjs";

export const wrk = {
  name: "wrk",
  probe: () => probeProgram(["wrk", "-v"], /^wrk (\S+)/),
  closed: ({ url, connections, seconds }) => ({
    command: ["wrk", "-t1", `-c${connections}`, `-d${seconds}s`, "--latency", url],
    parse: (stdout) => ({
      requests: numberIn(stdout, /(\d+) requests in/),
      ratePerSec: numberIn(stdout, /Requests\/sec:\s+([\d.]+)/),
      p50Ms: msIn(stdout, /50%\s+([\d.]+)(us|ms|s)/),
      p99Ms: msIn(stdout, /99%\s+([\d.]+)(us|ms|s)/),
    }),
  }),
};
