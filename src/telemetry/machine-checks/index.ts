import type { DoctorCheck } from "../../result/doctor-result.ts";
import { clockReading } from "./clock-reading.ts";
import { clockSource } from "./clock-source.ts";
import { cores } from "./cores.ts";
import { cpuFrequency } from "./cpu-frequency.ts";
import { cpuQuota } from "./cpu-quota.ts";
import { descriptors } from "./descriptors.ts";
import { localPorts } from "./local-ports.ts";
import type { Machine } from "./machine.ts";
import type { MachineCheck, Situation } from "./machine-check.ts";
import { memory } from "./memory.ts";
import { nodeVersion } from "./node-version.ts";
import { otherWork } from "./other-work.ts";

/** All machine checks, in the order of the report. To add one, write its file and a line here. */
export const MACHINE_CHECKS: readonly MachineCheck[] = [
  nodeVersion,
  cores,
  cpuQuota,
  cpuFrequency,
  otherWork,
  memory,
  descriptors,
  localPorts,
  clockSource,
  clockReading,
];

/** Runs every machine check. Run it before any load, which changes the results of some checks. */
export function checkMachine(machine: Machine, situation: Situation): DoctorCheck[] {
  return MACHINE_CHECKS.map((check) => ({
    id: check.id,
    title: check.title,
    ...check.look(machine, situation),
    meaning: check.meaning,
  }));
}
