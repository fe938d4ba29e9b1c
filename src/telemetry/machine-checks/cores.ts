import { quotaCores } from "./cpu-quota.ts";
import type { Machine } from "./machine.ts";
import { type MachineCheck, ok } from "./machine-check.ts";

/** The cores of a generator: a sending thread takes up to one; its pacer and the recorder need a part of another. */
const GENERATOR_CORES = 2;
/** The cores for a generator and a server on one machine, which needs as many as the generator. */
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

/** The number of CPUs that the process may run on (affinity), or its CPU quota, in cores, when that is lower. */
export function usableCores(machine: Machine): number {
  return Math.min(machine.cores, quotaCores(machine));
}
