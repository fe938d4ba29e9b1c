import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Its correction for coordinated omission is off: it takes seconds for milliseconds. */
const start = ({ url, connections, seconds }, pace) => ({
  command: [
    ...[process.execPath, require.resolve("autocannon"), "--json", "--no-progress"],
    ...["-c", `${connections}`, "-d", `${seconds}`, ...pace, url],
  ],
  parse(stdout) {
    const { "2xx": requests, duration, latency } = JSON.parse(stdout);
    return { requests, ratePerSec: requests / duration, p50Ms: latency.p50, p99Ms: latency.p99 };
  },
});

export const autocannon = {
  name: "autocannon",
  probe: () => ({ version: require("autocannon/package.json").version }),
  closed: (load) => start(load, []),
  open: (load) => start(load, ["-R", `${load.ratePerSec}`, "--ignoreCoordinatedOmission"]),
};
