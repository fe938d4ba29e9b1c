import { readFileSync } from "node:fs";

/** CPU time of the whole machine since it started, in ticks. */
export interface CpuTimes {
  readonly total: number;
  /** Given by the hypervisor to others while this machine wanted to run. */
  readonly steal: number;
}

/** From the first line of /proc/stat (proc(5)); null where there is none. */
export function readCpuTimes(): CpuTimes | null {
  let text: string;
  try {
    text = readFileSync("/proc/stat", "utf8");
  } catch {
    return null;
  }
  // cpu user nice system idle iowait irq softirq steal guest guest_nice; guest time is part of user time
  const ticks = text.slice(0, text.indexOf("\n")).split(/\s+/).slice(1, 9).map(Number);
  const steal = ticks[7];
  return steal === undefined ? null : { total: ticks.reduce((sum, n) => sum + n, 0), steal };
}
