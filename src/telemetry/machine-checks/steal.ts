import type { CpuTimes } from "./cpu-times.ts";
import { type Finding, ok, unknown } from "./machine-check.ts";

const NOTABLE_SHARE = 0.01;
const SPOILING_SHARE = 0.1;

/**
 * Judges the share of CPU time that the hypervisor took while the generator worked. An idle machine shows no steal.
 */
export function judgeSteal(shares: CpuTimes | null): Finding {
  if (shares === null) return unknown("this system has no /proc/stat");
  const observed = `${(100 * shares.steal).toFixed(1)} % of the CPU time during the calibration`;
  if (shares.steal < NOTABLE_SHARE) return ok(observed);
  const cure = "use a virtual machine with cores of its own, or a less crowded host";
  return { observed, status: shares.steal < SPOILING_SHARE ? "warn" : "bad", cure };
}
