import { numberIn, probeProgram } from "./program.mjs";

/** ab keeps a record per request, allocated before the start: more than it can send in a second, here. */
const MOST_PER_SEC = 200_000;

export const ab = {
  name: "ab",
  probe: () => probeProgram(["ab", "-V"], /Version (\S+)/),
  closed: ({ url, connections, seconds }) => ({
    command: [
      "ab",
      "-k",
      "-q",
      "-c",
      `${connections}`,
      "-t",
      `${seconds}`,
      "-n",
      `${seconds * MOST_PER_SEC}`,
      url,
    ],
    parse: (stdout) => ({
      requests: numberIn(stdout, /Complete requests:\s+(\d+)/),
      ratePerSec: numberIn(stdout, /Requests per second:\s+([\d.]+)/),
      p50Ms: numberIn(stdout, /50%\s+(\d+)/),
      p99Ms: numberIn(stdout, /99%\s+(\d+)/),
    }),
  }),
};
