import { grpc } from "./grpc/grpc-method.ts";
import { httpJson } from "./http-json.ts";
import { oipGrpc } from "./oip/oip-grpc.ts";
import { oipHttp } from "./oip/oip-http.ts";
import { onnx } from "./onnx.ts";
import { openAiChat } from "./openai/openai-chat.ts";
import { openAiCompletions } from "./openai/openai-completions.ts";
import { openAiEmbeddings } from "./openai/openai-embeddings.ts";
import { tritonGenerate } from "./openai/triton-generate.ts";
import { rayServe } from "./ray-serve.ts";
import type { Target } from "./target.ts";
import { kserveV1 } from "./tensorflow/kserve-v1.ts";
import { tfservingGrpc } from "./tensorflow/tfserving-grpc.ts";
import { tfservingRest } from "./tensorflow/tfserving-rest.ts";
import { torchserveGrpc } from "./torchserve/torchserve-grpc.ts";
import { torchserveHttp } from "./torchserve/torchserve-http.ts";

/** All protocols, by their name in `--target`. To add one, write its file and a line here. */
const PROTOCOLS = {
  "oip-http": oipHttp,
  "oip-grpc": oipGrpc,
  "tfserving-rest": tfservingRest,
  "tfserving-grpc": tfservingGrpc,
  "kserve-v1": kserveV1,
  "http-json": httpJson,
  "openai-chat": openAiChat,
  "openai-completions": openAiCompletions,
  "openai-embeddings": openAiEmbeddings,
  "ray-serve": rayServe,
  "torchserve-http": torchserveHttp,
  "torchserve-grpc": torchserveGrpc,
  "triton-generate": tritonGenerate,
  grpc,
  onnx,
} satisfies Record<string, Target>;

/** The name of a protocol, as `--target` takes it. */
export type TargetKind = keyof typeof PROTOCOLS;

/** The target of each protocol. */
export const TARGETS: Readonly<Record<TargetKind, Target>> = PROTOCOLS;
