import { DIGIT } from "./digit.ts";
import type { ServerRow } from "./server-row.ts";

const SIDE = 8;
/** Its scikit-learn wrapper takes every feature as an input of its own. */
const INPUTS = DIGIT.map((_, i) => `pixel_${Math.floor(i / SIDE)}_${i % SIDE}:FP32[-1,1]`).join(",");

/** The Predict call of TensorFlow Serving's gRPC API, around a scikit-learn model; nothing else of that API. */
export const pythieServing: ServerRow = {
  name: "pythie-serving",
  title: "pythie-serving",
  tier: "ci",
  package: "pythie-serving",
  command: ({ venv, port }) => [
    ...["pythie-serving", `${venv}/models/models.config`, "--port", `${port("grpc")}`],
    ...["--worker-count", "1", "--maximum-concurrent-rpcs", "64"],
  ],
  ready: { port: "grpc" },
  speaks: [
    {
      target: "tfserving-grpc",
      protocol: "TensorFlow Serving gRPC, Predict",
      port: "grpc",
      flags: ["--model", "digits", "--inputs", INPUTS],
      names: { server: /./, model: "digits" },
      wrong: { flags: ["--model", "resnet", "--inputs", INPUTS], says: /Unknown model: resnet.*digits/ },
    },
  ],
};
