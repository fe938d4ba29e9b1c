import { type MachineCheck, ok, unknown } from "./machine-check.ts";

const MIB = 2 ** 20;
const COMFORTABLE_MIB = 1024;
/** The least memory for a generator, MiB: one with its threads and histograms was measured at 190 MiB. */
const LEAST_MIB = 256;

export const memory: MachineCheck = {
  id: "memory",
  title: "memory",
  meaning: "A machine that swaps, or a container at its limit, stalls for longer than any request takes.",
  look({ platform, availableBytes }) {
    if (platform !== "linux") return unknown("what this system calls free leaves out what it could give");
    const availableMib = Math.floor(availableBytes / MIB);
    const observed = `${availableMib} MiB available`;
    if (availableMib >= COMFORTABLE_MIB) return ok(observed);
    return {
      observed,
      status: availableMib < LEAST_MIB ? "bad" : "warn",
      cure: "stop other programs, or add memory",
    };
  },
};
