import type { DoctorCheck } from "../../result/doctor-result.ts";
import type { CpuTimes } from "./cpu-times.ts";
import type { Machine } from "./machine.ts";

/** What the machine is to be used for, and what was seen of it over time. */
export interface Situation {
  /** Node versions that the package asks for, such as `>=20.19`. */
  readonly engines: string;
  /** Connections that a run may open at once. */
  readonly maxInFlight: number;
  /** The server under test runs on this machine; null = not known. */
  readonly targetIsLocal: boolean | null;
  /** Where the CPU time went while this process did nothing; null = not known. */
  readonly idle: CpuTimes | null;
}

export type Finding = Pick<DoctorCheck, "observed" | "status" | "cure">;

/** One thing to know about a machine before its measurements are believed. */
export interface MachineCheck {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  look(machine: Machine, situation: Situation): Finding;
}

export function ok(observed: string): Finding {
  return { observed, status: "ok", cure: null };
}

/** A fact that cannot be had is said to be unknown, never guessed. */
export function unknown(why: string): Finding {
  return { observed: why, status: "unknown", cure: null };
}
