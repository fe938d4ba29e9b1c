import { type MachineCheck, ok, unknown } from "./machine-check.ts";

const CURRENT = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

/** Clock sources that are read in user space, in tens of ns. */
const FAST = ["tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page"];
/** Clock sources that are read over a bus, in µs and by one reader at a time, or whose step is the kernel's tick. */
const SLOW = ["hpet", "acpi_pm", "jiffies", "refined-jiffies"];

export const clockSource: MachineCheck = {
  id: "clock-source",
  title: "clock source",
  meaning:
    "Every request is stamped several times; a slow clock takes the generator's time, a coarse one its accuracy.",
  look(machine) {
    const source = machine.read(CURRENT)?.trim();
    if (source === undefined) return unknown("only Linux shows its clock source");
    if (FAST.includes(source)) return ok(source);
    if (!SLOW.includes(source)) return unknown(`${source}, which this program does not know`);
    const cure =
      "find out with dmesg why the kernel gave up the TSC; on a virtual machine choose another type";
    return { observed: source, status: "bad", cure };
  },
};
