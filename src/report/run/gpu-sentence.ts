import { largest, smallest } from "../../core/extremes.ts";
import { formatEnergy, formatNumber } from "../../core/format.ts";
import type { GpuTelemetry } from "../../result/gpu.ts";
import { energyPerInferenceJ, sumOf } from "../../result/gpu-energy.ts";

/** The state of the GPUs in the measured part as one line; the report has each GPU by itself. */
export function gpuSentence(gpus: readonly GpuTelemetry[]): string {
  const names = [...new Set(gpus.map(({ name }) => name))].join(", ");
  const busy = shares(gpus.map(({ utilisation }) => utilisation.mean));
  const watts = sumOf(gpus.map(({ powerW }) => powerW.mean));
  const perInference = energyPerInferenceJ(gpus);
  const throttled = gpus.filter(({ throttledBy }) => throttledBy.length > 0);
  const reasons = [...new Set(throttled.flatMap(({ throttledBy }) => throttledBy))].join(", ");
  const parts = [
    ...(busy === null ? [] : [`busy ${busy} of the time`]),
    ...(watts === null ? [] : [`${formatNumber(watts)} W`]),
    ...(perInference === null ? [] : [`${formatEnergy(perInference)} per inference`]),
    ...(throttled.length === 0
      ? []
      : [`held down ${shares(throttled.map((gpu) => gpu.throttledShare))} of the time (${reasons})`]),
  ];
  return `${gpus.length === 1 ? "" : `${gpus.length} × `}${names}: ${parts.join(", ") || "the driver says nothing of it"}`;
}

/** The range of the known shares; null where none is known. */
function shares(all: readonly (number | null)[]): string | null {
  const known = all.filter((share) => share !== null);
  if (known.length === 0) return null;
  const [least, most] = [smallest(known), largest(known)].map((share) => `${formatNumber(share * 100)} %`);
  return least === most ? `${least}` : `${least} to ${most}`;
}
