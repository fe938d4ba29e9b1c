import { largest, smallest } from "../../core/extremes.ts";
import type { Machine } from "./machine.ts";
import { type MachineCheck, ok, unknown } from "./machine-check.ts";

const CPUS = "/sys/devices/system/cpu";

export const cpuFrequency: MachineCheck = {
  id: "governor",
  title: "CPU frequency",
  meaning:
    "A CPU that slows down when it idles makes the same request slower at a low rate than at a high one.",
  look(machine) {
    if (machine.platform !== "linux") return unknown("only Linux shows its governor");
    const cpus = machine.list(CPUS).filter((name) => /^cpu\d+$/.test(name));
    const governors = new Set(cpus.flatMap((cpu) => attribute(machine, cpu, "scaling_governor") ?? []));
    if (governors.size === 0)
      return unknown("the kernel does not control it, as is usual in a virtual machine");
    const names = [...governors].sort().join(", ");
    const observed = `governor ${names}${frequencies(machine, cpus)}`;
    if (names === "performance") return ok(observed);
    return { observed, status: "warn", cure: "cpupower frequency-set -g performance" };
  },
};

function frequencies(machine: Machine, cpus: readonly string[]): string {
  const gigahertz = (name: string) =>
    cpus.flatMap((cpu) => {
      const kilohertz = Number(attribute(machine, cpu, name) ?? Number.NaN);
      return Number.isNaN(kilohertz) ? [] : [kilohertz / 1e6];
    });
  const [now, most] = [gigahertz("scaling_cur_freq"), gigahertz("cpuinfo_max_freq")];
  if (now.length === 0 || most.length === 0) return "";
  return `; ${smallest(now).toFixed(1)} GHz at the slowest core now, ${largest(most).toFixed(1)} at most`;
}

function attribute(machine: Machine, cpu: string, name: string): string | null {
  return machine.read(`${CPUS}/${cpu}/cpufreq/${name}`)?.trim() ?? null;
}
