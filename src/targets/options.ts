import { z } from "zod";

/** The protocols that `--target` may name; `index.ts` has one implementation for each. */
export const targetKindSchema = z.enum([
  "oip-http",
  "oip-grpc",
  "tfserving-rest",
  "tfserving-grpc",
  "kserve-v1",
  "http-json",
  "openai-chat",
  "openai-completions",
  "openai-embeddings",
  "ray-serve",
  "torchserve-http",
  "torchserve-grpc",
  "triton-generate",
  "grpc",
  "onnx",
]);

export type TargetKind = z.output<typeof targetKindSchema>;
