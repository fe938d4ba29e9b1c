import { parseCudaVersion } from "../wire/nvidia-smi.ts";
import { askNvidiaSmi, queryGpus } from "./nvidia-smi.ts";

const FIELDS = {
  name: ["name"],
  driver: ["driver_version"],
  memoryMiB: ["memory.total"],
  powerLimitW: ["power.limit"],
  computeCapability: ["compute_cap"],
  persistence: ["persistence_mode"],
  mig: ["mig.mode.current"],
} as const;

/** Facts about the NVIDIA GPUs of this machine; empty when there is none, or its driver does not answer. */
export async function describeGpus(): Promise<Record<string, string>> {
  const [gpus, banner] = await Promise.all([
    queryGpus(FIELDS).catch(() => null),
    askNvidiaSmi([]).catch(() => null),
  ]);
  if (gpus === null || gpus.length === 0) return {};
  const distinct = (key: keyof typeof FIELDS, unit = "") =>
    [...new Set(gpus.flatMap((gpu) => gpu[key] ?? []))].map((value) => `${value}${unit}`).join(", ");
  return {
    gpu: gpus.length === 1 ? distinct("name") : `${gpus.length} × ${distinct("name")}`,
    "gpu driver": distinct("driver"),
    "gpu cuda": parseCudaVersion(banner ?? "") ?? "",
    "gpu memory": distinct("memoryMiB", " MiB"),
    "gpu power limit": distinct("powerLimitW", " W"),
    "gpu compute capability": distinct("computeCapability"),
    "gpu persistence mode": distinct("persistence"),
    "gpu mig mode": distinct("mig"),
  };
}
