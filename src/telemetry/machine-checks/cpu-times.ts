/** The CPU time of all CPUs together: in ticks since boot, or as shares (0..1) of a span of time. */
export interface CpuTimes {
  readonly cpus: number;
  /** The time for the work of all processes and of the kernel. */
  readonly busy: number;
  readonly idle: number;
  /** The time in which the hypervisor ran other machines while this one had work. */
  readonly steal: number;
}

/**
 * Parses the first line of `/proc/stat`, in ticks: user nice system idle iowait irq softirq steal guest guest_nice
 * (proc_stat(5)). Kernels before 2.6.11 have no steal. Guest time is part of user time, so it is not added again.
 */
export function parseCpuTimes(text: string): CpuTimes | null {
  const all = /^cpu +(\d+(?: \d+){3,})/m.exec(text)?.[1];
  if (all === undefined) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = all
    .split(" ")
    .map(Number);
  return {
    cpus: text.match(/^cpu\d+ /gm)?.length ?? 1,
    busy: user + nice + system + irq + softirq,
    idle: idle + iowait,
    steal,
  };
}

/** The shares (0..1) of CPU time between two readings of `/proc/stat`; null when a reading is missing or unusable. */
export function cpuShares(before: string | null, after: string | null): CpuTimes | null {
  const from = parseCpuTimes(before ?? "");
  const to = parseCpuTimes(after ?? "");
  if (from === null || to === null) return null;
  // Idle and iowait may run backwards by a tick (proc_stat(5)).
  const spent = (key: "busy" | "idle" | "steal") => Math.max(0, to[key] - from[key]);
  const total = spent("busy") + spent("idle") + spent("steal");
  if (total === 0) return null;
  return {
    cpus: to.cpus,
    busy: spent("busy") / total,
    idle: spent("idle") / total,
    steal: spent("steal") / total,
  };
}
