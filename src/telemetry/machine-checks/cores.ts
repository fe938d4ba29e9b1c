import { quotaCores } from "./cpu-quota.ts";
import type { Machine } from "./machine.ts";
import { type MachineCheck, ok } from "./machine-check.ts";

/** A worker thread that sends takes up to one core; what wakes it and what gathers the results need a part of another. */
const GENERATOR_CORES = 2;
/** So that a server beside it has as many of its own. */
const SHARED_CORES = 2 * GENERATOR_CORES;

export const cores: MachineCheck = {
  id: "cores",
  title: "cores",
  meaning: "Generator and server on the same cores wait for each other, and each wait counts as latency.",
  look(machine, { targetIsLocal }) {
    const count = usableCores(machine);
    const comfortable = targetIsLocal === true ? SHARED_CORES : GENERATOR_CORES;
    const sharing = {
      true: "shared with the server under test",
      false: "the server under test is elsewhere",
      null: "it is not known whether the server under test shares them",
    }[`${targetIsLocal}`];
    const observed = `${Number(count.toFixed(2))} usable, ${sharing}`;
    if (count >= comfortable) return ok(observed);
    const cure = `use a generator with at least ${comfortable} cores${targetIsLocal === true ? ", or put it on a machine of its own" : ""}`;
    return { observed, status: targetIsLocal === true && count < GENERATOR_CORES ? "bad" : "warn", cure };
  },
};

/** CPUs that the process may run on (affinity), or fewer where its CPU time is limited. */
export function usableCores(machine: Machine): number {
  return Math.min(machine.cores, quotaCores(machine));
}
