import si from "systeminformation";
import { describeGpus } from "./gpu-facts.ts";

/** Instruction sets that decide the speed of inference on a CPU and, for int8, its accuracy. */
const NOTABLE_FLAGS = ["avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8"];

/**
 * Describes the machine that generates the load by the facts that a reader needs to compare two results. An unknown
 * fact is left out, never guessed.
 */
export async function describeEnvironment(): Promise<Record<string, string>> {
  const [cpu, memory, os, graphics, gpus] = await Promise.all([
    si.cpu(),
    si.mem(),
    si.osInfo(),
    si.graphics(),
    describeGpus(),
  ]);
  const flags = new Set(cpu.flags.split(" "));
  const facts = {
    cpu: `${cpu.manufacturer} ${cpu.brand}`,
    "cpu cores": String(cpu.cores),
    "cpu features": NOTABLE_FLAGS.filter((flag) => flags.has(flag)).join(" "),
    "cpu governor": cpu.governor,
    "virtual machine": flags.has("hypervisor") ? "yes" : "",
    memory: `${(memory.total / 2 ** 30).toFixed(1)} GiB`,
    gpu: graphics.controllers.map((gpu) => gpu.model).join(", "),
    ...gpus,
    os: `${os.distro} ${os.release}, kernel ${os.kernel}, ${os.arch}`,
    node: process.version,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value.trim() !== ""));
}
