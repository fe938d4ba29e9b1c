import type { DoctorCheck } from "../../result/doctor-result.ts";
import type { CpuTimes } from "./cpu-times.ts";
import type { Machine } from "./machine.ts";

/** The intended use of a machine, and what was measured about it over time. */
export interface Situation {
  /** The Node versions that the package supports, such as `>=20.19`. */
  readonly engines: string;
  /** The most connections that a run may open at once. */
  readonly maxInFlight: number;
  /** True when the server under test runs on this machine; null when unknown. */
  readonly targetIsLocal: boolean | null;
  /** The shares of CPU time while this process did nothing; null when unknown. */
  readonly idle: CpuTimes | null;
}

export type Finding = Pick<DoctorCheck, "observed" | "status" | "cure">;

/** A check of one property of a machine on which the validity of its measurements depends. */
export interface MachineCheck {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  look(machine: Machine, situation: Situation): Finding;
}

export function ok(observed: string): Finding {
  return { observed, status: "ok", cure: null };
}

/** The finding for a fact that cannot be read, with the reason: it is never guessed. */
export function unknown(why: string): Finding {
  return { observed: why, status: "unknown", cure: null };
}
