import type { TargetKind } from "../../../src/targets/index.ts";
import { GRPC, HTTP_JSON, RAY_SERVE, TORCHSERVE_GRPC, TORCHSERVE_HTTP } from "./body-servers.ts";
import type { GoodServer } from "./good-server.ts";
import { KSERVE_V1, OIP_GRPC, OIP_HTTP, TFSERVING_GRPC, TFSERVING_REST } from "./tensor-servers.ts";
import { OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_EMBEDDINGS, TRITON_GENERATE } from "./text-servers.ts";

/** Servers that keep each protocol, in every way that its target reads in a way of its own. */
export const GOOD_SERVERS = {
  "oip-http": OIP_HTTP,
  "oip-grpc": OIP_GRPC,
  "tfserving-rest": TFSERVING_REST,
  "tfserving-grpc": TFSERVING_GRPC,
  "kserve-v1": KSERVE_V1,
  "http-json": HTTP_JSON,
  "openai-chat": OPENAI_CHAT,
  "openai-completions": OPENAI_COMPLETIONS,
  "openai-embeddings": OPENAI_EMBEDDINGS,
  "ray-serve": RAY_SERVE,
  "torchserve-http": TORCHSERVE_HTTP,
  "torchserve-grpc": TORCHSERVE_GRPC,
  "triton-generate": TRITON_GENERATE,
  grpc: GRPC,
  onnx: "the model is in this process: no server is there to be silent, cut off or of another protocol",
} as const satisfies Record<TargetKind, readonly [GoodServer, ...GoodServer[]] | string>;
