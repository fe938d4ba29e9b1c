import { type MachineCheck, ok, unknown } from "./machine-check.ts";

const QUIET_SHARE = 0.1;

export const otherWork: MachineCheck = {
  id: "other-work",
  title: "other work",
  meaning: "Other processes take the CPU just when a request is due.",
  look(machine, { idle }) {
    if (idle === null) return unknown("this system has no /proc/stat");
    const load = machine.read("/proc/loadavg")?.split(" ")[0] ?? "unknown";
    const busy = idle.busy * idle.cpus;
    const free = idle.idle * idle.cpus;
    const observed = `${busy.toFixed(2)} of ${idle.cpus} cores busy before the calibration, load average ${load}`;
    if (idle.busy < QUIET_SHARE) return ok(observed);
    return { observed, status: free < 1 ? "bad" : "warn", cure: "stop what else runs here; top shows it" };
  },
};
