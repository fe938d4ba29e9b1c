import type { RunResult } from "../../result/run-result.ts";
import type { Check, VerdictInput } from "./check.ts";

const SERVER_DIED = "server-died";

/** Checks that a server that the run started itself lived until it was stopped; null where the run started none. */
export function serverDied({ serverDeath }: VerdictInput): Check | null {
  if (serverDeath === undefined) return null;
  return {
    code: SERVER_DIED,
    title: "the embedded server lived to the end",
    observed: serverDeath === null ? "it did" : `it ended ${whenAndHow(serverDeath)}`,
    limit: "alive until it is stopped",
    holds: serverDeath === null,
    message: serverDeath === null ? "" : messageOf(serverDeath),
    cure: "look for what ended it: a model that crashes ONNX Runtime, too little memory (`dmesg`), or another program; then repeat the run",
  };
}

type Death = NonNullable<VerdictInput["serverDeath"]>;

function whenAndHow({ atMs, how }: Death): string {
  return `${(atMs / 1000).toFixed(1)} s after the start, with ${how}`;
}

function messageOf(death: Death): string {
  const said = death.lastLines === "" ? "it wrote nothing to stderr" : `its last lines: ${death.lastLines}`;
  return `the embedded server ended ${whenAndHow(death)}, and what came after says nothing about it; ${said}`;
}

/** Tells whether a run lost the server that it had started itself. */
export function lostServer({ verdict }: Pick<RunResult, "verdict">): boolean {
  return verdict.reasons.some(({ code }) => code === SERVER_DIED);
}
