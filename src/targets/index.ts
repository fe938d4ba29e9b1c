import { grpc } from "./grpc-method.ts";
import { httpJson } from "./http-json.ts";
import { kserveV1 } from "./kserve-v1.ts";
import { oipGrpc } from "./oip-grpc.ts";
import { oipHttp } from "./oip-http.ts";
import { onnx } from "./onnx.ts";
import { openAiChat } from "./openai-chat.ts";
import { openAiCompletions } from "./openai-completions.ts";
import { openAiEmbeddings } from "./openai-embeddings.ts";
import type { TargetKind } from "./options.ts";
import { rayServe } from "./ray-serve.ts";
import type { Target } from "./target.ts";
import { tfservingGrpc } from "./tfserving-grpc.ts";
import { tfservingRest } from "./tfserving-rest.ts";
import { torchserveGrpc } from "./torchserve-grpc.ts";
import { torchserveHttp } from "./torchserve-http.ts";
import { tritonGenerate } from "./triton-generate.ts";

/** Every protocol there is. A new one: its file, its name in `options.ts`, and its line here. */
export const TARGETS: Readonly<Record<TargetKind, Target>> = {
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
};
