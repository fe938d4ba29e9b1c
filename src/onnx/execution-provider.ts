/** The execution providers of ONNX Runtime, on which a session can compute. */
export const EXECUTION_PROVIDERS = ["cpu", "cuda", "tensorrt"] as const;

export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];

/**
 * The advice for when ONNX Runtime cannot load a GPU provider; undefined for the CPU. The npm package holds only the
 * CPU provider. Its install script fetches the others from NuGet, for CUDA 12 on Linux x64 (onnxruntime-node 1.30,
 * script/install.js).
 */
export function providerFix(provider: ExecutionProvider): string | undefined {
  if (provider === "cpu") return undefined;
  const library = `libonnxruntime_providers_${provider}.so`;
  return `run \`node node_modules/onnxruntime-node/script/install.js\` with network access to fetch ${library} (Linux x64, CUDA 12, cuDNN 9), or use the cpu provider`;
}

/** The providers of a session, in order of preference: operators that a GPU provider lacks run on the CPU. */
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
