import { fileURLToPath } from "node:url";
import { peerProgram, probeProgram } from "./program.mjs";

const NS_PER_MS = 1e6;
const proto = fileURLToPath(new URL("../grpc/inference.proto", import.meta.url));
const request = {
  model_name: "null",
  inputs: [{ name: "in", datatype: "FP32", shape: [1] }],
  raw_input_contents: ["AAAAAA=="],
};

export const ghz = {
  name: "ghz",
  probe: () =>
    probeProgram(["go", "version", "-m", peerProgram("ghz")], /mod\s+github\.com\/bojand\/ghz\s+v(\S+)/),
  grpc: ({ url, ratePerSec, connections, seconds }) => ({
    command: [
      ...[peerProgram("ghz"), "--insecure", "--async", "--format", "json", "--cpus", "1", "--proto", proto],
      ...["--call", "inference.GRPCInferenceService.ModelInfer", "--data", JSON.stringify(request)],
      ...["--rps", `${ratePerSec}`, "--concurrency", `${connections}`, "--connections", `${connections}`],
      ...["--duration", `${seconds}s`, "--duration-stop", "wait", new URL(url).host],
    ],
    parse(stdout) {
      const { statusCodeDistribution, rps, latencyDistribution } = JSON.parse(stdout);
      const at = (share) =>
        latencyDistribution.find(({ percentage }) => percentage === share).latency / NS_PER_MS;
      return { requests: statusCodeDistribution.OK, ratePerSec: rps, p50Ms: at(50), p99Ms: at(99) };
    },
  }),
};
