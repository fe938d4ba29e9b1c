import { probeProgram, pythonProgram, script } from "./program.mjs";

/** Its Server scenario: a Poisson process. The system under test is a Python program that forwards over HTTP. */
export const mlperfLoadgen = {
  name: "mlperf-loadgen",
  arrivals: /** @type {const} */ ("poisson"),
  probe: () =>
    probeProgram(
      [
        pythonProgram("python"),
        "-c",
        "import mlperf_loadgen; from importlib.metadata import version; print('version', version('mlcommons_loadgen'))",
      ],
      /version (\S+)/,
    ),
  open: ({ url, ratePerSec, connections, seconds }) => ({
    command: [
      ...[pythonProgram("python"), script("mlperf-loadgen.py")],
      ...[url, `${ratePerSec}`, `${connections}`, `${seconds}`],
    ],
    parse: (stdout) => JSON.parse(stdout.trim().split("\n").at(-1)),
  }),
};
