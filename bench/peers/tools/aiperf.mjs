import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "../scratch.mjs";
import { probeProgram, pythonProgram, script } from "./program.mjs";

/**
 * One request for a language model, always the same. Nothing is counted in tokens, but aiperf wants a tokenizer that
 * it can load; ours knows two words, so that it need not ask a model hub.
 */
const REQUEST = { messages: [{ role: "user", content: "word" }] };

const start = ({ url, seconds }, pace) => {
  const folder = scratchFolder("aiperf");
  const requests = join(folder, "requests.jsonl");
  writeFileSync(requests, `${JSON.stringify(REQUEST)}\n`);
  return {
    command: [
      ...[pythonProgram("aiperf"), "profile", "--model", "null", "--url", new URL(url).origin],
      ...["--endpoint-type", "raw", "--custom-endpoint", "/", "--input-file", requests],
      ...["--custom-dataset-type", "raw_payload", "--tokenizer", script("aiperf-tokenizer")],
      ...["--use-server-token-count", "--no-server-metrics", "--no-gpu-telemetry", "--ui-type", "none"],
      ...[
        "--workers-max",
        "1",
        "--benchmark-duration",
        `${seconds}`,
        "--output-artifact-dir",
        folder,
        ...pace,
      ],
    ],
    parse() {
      const report = JSON.parse(readFileSync(join(folder, "profile_export_aiperf.json"), "utf8"));
      rmSync(folder, { recursive: true });
      const { request_count, request_throughput, request_latency, credit_to_start_latency: lag } = report;
      return {
        requests: request_count.avg,
        ratePerSec: request_throughput.avg,
        p50Ms: request_latency.p50,
        p99Ms: request_latency.p99,
        lag: { label: "p99 ms", value: lag.p99 },
      };
    },
  };
};

export const aiperf = {
  name: "aiperf",
  probe: () => probeProgram([pythonProgram("aiperf"), "--version"], /(\d+\.\d+\.\d+)/),
  closed: (load) => start(load, ["--concurrency", `${load.connections}`]),
  open: (load) => start(load, ["--request-rate", `${load.ratePerSec}`, "--arrival-pattern", "constant"]),
};
