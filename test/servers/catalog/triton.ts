import { join } from "node:path";
import { DIGIT } from "./digit.ts";
import { oip } from "./oip.ts";
import type { ServerRow } from "./server-row.ts";

const IS_TRITON = /^triton 2\.\d+\.\d+$/;
const NOT_READY = /model "resnet" on \S+ is not ready/;
const TENSOR = { name: "image", datatype: "FP32", shape: [1, DIGIT.length], data: DIGIT };

/** NVIDIA's own tritonserver, from the wheel of PyTriton; its Python backend calls ONNX Runtime, batched by Triton. */
export const triton: ServerRow = {
  name: "triton",
  title: "Triton Inference Server",
  tier: "ci",
  package: "nvidia-pytriton",
  command: ({ venv, scripts, port }) => [
    "tritonserver",
    ...["--model-repository", join(scripts, "models"), "--backend-directory", join(venv, "backends")],
    ...["--model-control-mode", "explicit", "--load-model", "digits", "--allow-gpu-metrics", "false"],
    ...["--http-address", "127.0.0.1", "--http-port", `${port("http")}`],
    ...["--grpc-address", "127.0.0.1", "--grpc-port", `${port("grpc")}`],
    ...["--metrics-port", `${port("metrics")}`],
  ],
  ports: ["metrics"],
  ready: { port: "http", path: "/v2/health/ready" },
  speaks: [
    oip("oip-http", "V2 REST, binary tensors", IS_TRITON, NOT_READY),
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
