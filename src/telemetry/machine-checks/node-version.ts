import { type MachineCheck, ok, unknown } from "./machine-check.ts";

export const nodeVersion: MachineCheck = {
  id: "node",
  title: "Node version",
  meaning: "An older Node lacks what the generator is built on.",
  look({ nodeVersion: version }, { engines }) {
    const least = /^>=\s*(\d+(?:\.\d+){0,2})$/.exec(engines)?.[1];
    if (least === undefined)
      return unknown(`${version}; the package asks for ${engines}, which is no minimum`);
    const observed = `${version}, at least ${least} is needed`;
    return compareVersions(version, least) >= 0
      ? ok(observed)
      : { observed, status: "bad", cure: `install Node ${least} or newer` };
  },
};

/**
 * Compares two versions: negative when `a` is older than `b`, 0 when equal, else positive. Missing parts count as 0.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
