import { numberIn, probeProgram } from "./program.mjs";

/** `-q` is a limit for each worker. The program prints no version; its package has one. */
const start = ({ url, connections, seconds }, pace) => ({
  command: ["hey", "-cpus", "1", "-c", `${connections}`, "-z", `${seconds}s`, ...pace, url],
  parse: (stdout) => ({
    requests: numberIn(stdout, /\[200\]\s+(\d+) responses/),
    ratePerSec: numberIn(stdout, /Requests\/sec:\s+([\d.]+)/),
    p50Ms: 1000 * numberIn(stdout, /50% in ([\d.]+) secs/),
    p99Ms: 1000 * numberIn(stdout, /99% in ([\d.]+) secs/),
  }),
});

export const hey = {
  name: "hey",
  probe: () => probeProgram(["dpkg-query", "-W", "hey"], /hey\s+([\d.]+)/),
  closed: (load) => start(load, []),
  open: (load) => start(load, ["-q", `${load.ratePerSec / load.connections}`]),
};
