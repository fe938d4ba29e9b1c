import { numberIn, probeProgram } from "./program.mjs";

export const h2load = {
  name: "h2load",
  probe: () => probeProgram(["h2load", "--version"], /nghttp2\/(\S+)/),
  closed: ({ url, connections, seconds }) => ({
    command: ["h2load", "--h1", "-t1", `-c${connections}`, `-D${seconds}`, url],
    parse: (stdout) => ({
      requests: numberIn(stdout, /(\d+) succeeded/),
      ratePerSec: numberIn(stdout, /finished in .*?, ([\d.]+) req\/s/),
    }),
  }),
};
