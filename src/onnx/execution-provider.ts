/** Where a session computes. */
export const EXECUTION_PROVIDERS = ["cpu", "cuda", "tensorrt"] as const;

export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];

/**
 * What to do when ONNX Runtime cannot load a GPU provider: npm's package carries only the CPU one, and its own
 * install script fetches the others from NuGet, for CUDA 12 on Linux x64 (onnxruntime-node 1.30, script/install.js).
 */
export function providerFix(provider: ExecutionProvider): string | undefined {
  if (provider === "cpu") return undefined;
  const library = `libonnxruntime_providers_${provider}.so`;
  return `run \`node node_modules/onnxruntime-node/script/install.js\` with network access to fetch ${library} (Linux x64, CUDA 12, cuDNN 9), or use the cpu provider`;
}

/** What a session is asked for: GPU providers leave to the CPU the operators that they do not have. */
export function providerChain(provider: ExecutionProvider): string[] {
  switch (provider) {
    case "cpu":
      return ["cpu"];
    case "cuda":
      return ["cuda", "cpu"];
    case "tensorrt":
      return ["tensorrt", "cuda", "cpu"];
  }
}
