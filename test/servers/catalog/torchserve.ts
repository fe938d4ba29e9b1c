import { DIGIT } from "./digit.ts";
import type { SaidSettings, ServerRow } from "./server-row.ts";

const flags = ["--model", "digits", "--body", JSON.stringify({ image: [DIGIT] })];
const wrongModel = ["--model", "letters", ...flags.slice(2)];

export const torchserve: ServerRow = {
  name: "torchserve",
  title: "TorchServe",
  tier: "all",
  package: "torchserve",
  venvCommand: ["/usr/bin/python3", "-m", "venv"], // Debian's, as its torch is
  command: ({ scripts }) => [
    ...["torchserve", "--start", "--foreground", "--no-config-snapshots"],
    ...["--disable-token-auth", "--enable-model-api", "--ts-config", `${scripts}/config.properties`],
    ...["--model-store", scripts, "--models", "digits=digits"],
  ],
  env: ({ venv, work, port }) => ({
    LD_LIBRARY_PATH: LIBRARIES.map((folder) => `${venv}/debian/${folder}`).join(":"),
    // Where the launcher keeps its process id, and Java its sockets.
    TMPDIR: work,
    TEMP: work,
    TS_INFERENCE_ADDRESS: `http://127.0.0.1:${port("inference")}`,
    // 8081 beside 8080, where nothing else is said: there it is looked for.
    TS_MANAGEMENT_ADDRESS: `http://127.0.0.1:${port("inference") + 1}`,
    TS_METRICS_ADDRESS: `http://127.0.0.1:${port("metrics")}`,
    TS_GRPC_INFERENCE_PORT: `${port("grpc")}`,
    TS_GRPC_MANAGEMENT_PORT: `${port("grpc management")}`,
  }),
  // A prediction of nothing waits for the model; /ping is content before it is loaded.
  ready: { port: "inference", path: "/predictions/digits" },
  speaks: [
    {
      target: "torchserve-http",
      protocol: "predictions over HTTP",
      port: "inference",
      flags,
      settingsAt,
      names: { server: /^TorchServe$/, model: "digits" },
      wrong: { flags: wrongModel, says: /status 404 and ".*Model not found: letters/ },
    },
    {
      target: "torchserve-grpc",
      protocol: "predictions over gRPC",
      port: "grpc",
      flags,
      names: { server: /^TorchServe$/, model: "digits" },
      wrong: { flags: wrongModel, says: /Model not found: letters/ },
    },
    {
      target: "http-json",
      protocol: "predictions as any JSON",
      port: "inference",
      path: "/predictions/digits",
      flags: flags.slice(2),
      names: { server: /does not name itself/, model: null },
      wrong: { path: "/predictions/letters", says: /status 404 and ".*Model not found: letters/ },
    },
  ],
  ports: ["metrics", "grpc management"],
};

async function settingsAt(url: string): Promise<SaidSettings> {
  const response = await fetch(`http://127.0.0.1:${Number(new URL(url).port) + 1}/models/digits`);
  const [model] = (await response.json()) as [
    { batchSize: number; maxBatchDelay: number; workers: { status: string }[] },
  ];
  const instances = model.workers.filter(({ status }) => status === "READY").length;
  return { maxBatch: model.batchSize, maxDelayMs: model.maxBatchDelay, instances };
}

const LIBRARIES = [
  "usr/lib",
  "lib/x86_64-linux-gnu",
  ...["", "/blas", "/lapack"].map((folder) => `usr/lib/x86_64-linux-gnu${folder}`),
];
