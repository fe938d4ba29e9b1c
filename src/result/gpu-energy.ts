import type { GpuTelemetry } from "./gpu.ts";

/** Joules per inference of all GPUs together; null where one of them does not report it, or there is none. */
export function energyPerInferenceJ(gpus: readonly GpuTelemetry[]): number | null {
  return sumOf(gpus.map((gpu) => gpu.energyPerInferenceJ));
}

/** Sum of the figures; null where one is not known, or there is none. */
export function sumOf(figures: readonly (number | null)[]): number | null {
  if (figures.length === 0) return null;
  return figures.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}
