import { smallest } from "../../core/extremes.ts";
import type { Machine } from "./machine.ts";
import { type MachineCheck, ok, unknown } from "./machine-check.ts";

export const cpuQuota: MachineCheck = {
  id: "quota",
  title: "CPU quota",
  meaning: "A container that used up its quota is stopped for the rest of the period, usually up to 0.1 s.",
  look(machine) {
    if (machine.read("/proc/self/cgroup") === null) return unknown("this system has no control groups");
    const quota = quotaCores(machine);
    if (quota === Number.POSITIVE_INFINITY) return ok("none");
    const observed = `CPU time of ${Number(quota.toFixed(2))} cores`;
    const cure = "run the generator without a CPU limit (in Kubernetes: no limits.cpu, requests only)";
    return { observed, status: quota < 1 ? "bad" : "warn", cure };
  },
};

/** The CPU time that the control groups of this process allow, in cores; infinite without a limit. */
export function quotaCores(machine: Machine): number {
  const groups = parseControlGroups(machine.read("/proc/self/cgroup") ?? "");
  const quotas = groups.flatMap(({ version, path }) =>
    ancestors(path).map((group) =>
      version === 2
        ? parseCpuMax(machine.read(`/sys/fs/cgroup${group}/cpu.max`))
        : cfsQuota(
            machine.read(`/sys/fs/cgroup/cpu${group}/cpu.cfs_quota_us`),
            machine.read(`/sys/fs/cgroup/cpu${group}/cpu.cfs_period_us`),
          ),
    ),
  );
  return smallest(quotas, Number.POSITIVE_INFINITY);
}

/**
 * The control groups in `/proc/self/cgroup` that can limit CPU time: version 1 (`4:cpu,cpuacct:/a`) and 2 (`0::/a`).
 */
export function parseControlGroups(text: string): { version: number; path: string }[] {
  return [...text.matchAll(/^\d+:([^:]*):(\/.*)$/gm)]
    .map(([, controllers = "", path = ""]) => ({ controllers: controllers.split(","), path }))
    .filter(({ controllers }) => controllers.includes("") || controllers.includes("cpu"))
    .map(({ controllers, path }) => ({ version: controllers.includes("cpu") ? 1 : 2, path }));
}

/**
 * The path of a control group and of its parents, whose limits apply too: `/a/b` gives "" (the root), `/a`, `/a/b`.
 */
function ancestors(path: string): string[] {
  const parts = path.split("/").filter(Boolean);
  return [...parts.keys(), parts.length].map((depth) =>
    parts
      .slice(0, depth)
      .map((part) => `/${part}`)
      .join(""),
  );
}

/** The quota in `cpu.max` (version 2), in cores: "200000 100000" is two cores, "max 100000" is infinite. */
export function parseCpuMax(text: string | null): number {
  const [quotaUs, periodUs] = (text ?? "").trim().split(" ");
  return cfsQuota(quotaUs ?? null, periodUs ?? null);
}

/** The quota divided by the period, in cores; infinite for a quota that is not a positive number ("max", -1, absent). */
function cfsQuota(quotaUs: string | null, periodUs: string | null): number {
  const cores = Number(quotaUs) / Number(periodUs);
  return cores > 0 ? cores : Number.POSITIVE_INFINITY;
}
