import { join } from "node:path";
import { DIGIT } from "./digit.ts";
import { oip } from "./oip.ts";
import type { Place, SaidSettings, ServerRow, Spoken } from "./server-row.ts";

const IS_TRITON = /^triton 2\.\d+\.\d+$/;
const NOT_READY = /model "resnet" on \S+ is not ready/;
const TENSOR = { name: "image", datatype: "FP32", shape: [1, DIGIT.length], data: DIGIT };

/** NVIDIA's own tritonserver, from the wheel of PyTriton; its Python backend calls ONNX Runtime, batched by Triton. */
export const triton: ServerRow = {
  name: "triton",
  title: "Triton Inference Server",
  tier: "ci",
  package: "nvidia-pytriton",
  command: (place) => tritonWith("digits", place),
  ports: ["metrics"],
  ready: { port: "http", path: "/v2/health/ready" },
  speaks: [
    { ...oip("oip-http", "V2 REST, binary tensors", IS_TRITON, NOT_READY), settingsAt },
    oip("oip-grpc", "V2 gRPC", IS_TRITON, NOT_READY),
    {
      target: "http-json",
      protocol: "V2 REST, JSON tensors",
      port: "http",
      path: "/v2/models/digits/infer",
      flags: ["--body", JSON.stringify({ inputs: [TENSOR] })],
      names: { server: /does not name itself/, model: null },
      wrong: { path: "/v2/models/resnet/infer", says: /status 404 and ".*unknown model: 'resnet'/ },
    },
  ],
};

async function settingsAt(url: string): Promise<SaidSettings> {
  const response = await fetch(`${url}/v2/models/digits/config`);
  const { max_batch_size, dynamic_batching, instance_group } = (await response.json()) as {
    max_batch_size: number;
    dynamic_batching: { max_queue_delay_microseconds: number };
    instance_group: [{ count: number }];
  };
  const maxDelayMs = dynamic_batching.max_queue_delay_microseconds / 1000;
  return { maxBatch: max_batch_size, maxDelayMs, instances: instance_group[0].count };
}

const text: Omit<Spoken, "protocol"> = {
  target: "triton-generate",
  port: "http",
  names: { server: IS_TRITON, model: "words" },
  wrong: { flags: ["--model", "resnet"], says: NOT_READY },
};

/** The same server with a model that takes and gives text, as its backends of language models do. */
export const tritonTexts: ServerRow = {
  ...triton,
  name: "triton-texts",
  folder: "triton",
  title: "Triton Inference Server, a model of texts",
  command: (place) => tritonWith("words", place),
  ports: ["metrics", "grpc"],
  speaks: [
    { ...text, protocol: "generate_stream", foundAlone: true, scenario: ["steady"] },
    { ...text, protocol: "generate", flags: ["--no-stream"] },
  ],
};

function tritonWith(model: string, { venv, scripts, port }: Place): string[] {
  return [
    "tritonserver",
    ...["--model-repository", join(scripts, "models"), "--backend-directory", join(venv, "backends")],
    ...["--model-control-mode", "explicit", "--load-model", model, "--allow-gpu-metrics", "false"],
    ...["--http-address", "127.0.0.1", "--http-port", `${port("http")}`],
    ...["--grpc-address", "127.0.0.1", "--grpc-port", `${port("grpc")}`],
    ...["--metrics-port", `${port("metrics")}`],
  ];
}
